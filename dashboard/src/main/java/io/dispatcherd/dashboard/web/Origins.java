package io.dispatcherd.dashboard.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts the dashboard answers for, and which requests come from its own pages. Immutable.
 *
 * <p>A page of another site can send a browser here with a change, and a name that somebody else
 * owns can be made to lead here; browsers say in headers that they did so.
 */
public final class Origins {
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");
  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  private final Set<String> hosts;
  private final Optional<String> origin;
  private final boolean isAnyHost;

  private Origins(Set<String> hosts, Optional<String> origin, boolean isAnyHost) {
    this.hosts = hosts;
    this.origin = origin;
    this.isAnyHost = isAnyHost;
  }

  /**
   * For these hosts, localhost, addresses and that of the public address.
   *
   * @param publicUrl where browsers find the dashboard, if that is known
   */
  public static Origins of(List<String> hosts, Optional<URI> publicUrl) {
    Set<String> all = new HashSet<>();
    all.add("localhost");
    hosts.forEach(host -> all.add(host.toLowerCase(Locale.ROOT)));
    publicUrl.ifPresent(url -> all.add(url.getHost().toLowerCase(Locale.ROOT)));
    return new Origins(Set.copyOf(all), publicUrl.map(Origins::originOf), false);
  }

  /** For whatever hosts the application answers for in which the dashboard is mounted. */
  public static Origins ofApplication() {
    return new Origins(Set.of(), Optional.empty(), true);
  }

  /** Whether the request is for a host that this dashboard has. */
  boolean isForUs(HttpServletRequest request) {
    String host = hostOf(request);
    if (isAnyHost) {
      return !host.isEmpty();
    }
    String name = PORT.matcher(host).replaceFirst("");
    return hosts.contains(name) || NUMBERS.matcher(name).matches();
  }

  /**
   * Why a change is not to be taken; empty if it comes from one of our own pages.
   *
   * @param isByToken whether a bearer token was sent, which no browser does by itself
   */
  Optional<String> refusal(HttpServletRequest request, boolean isByToken) {
    if (isByToken && request.getHeader("Cookie") == null) {
      return Optional.empty();
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") ? Optional.empty() : Optional.of(foreign());
    }
    String from = request.getHeader("Origin");
    if (from == null) {
      return Optional.of(
          "The request doesn't say which page it comes from. Scripts send a bearer token, and no"
              + " cookie.");
    }
    return isOurs(from, request) ? Optional.empty() : Optional.of(foreign());
  }

  private static String foreign() {
    return "The request comes from a page of another site. If the dashboard has another address"
        + " for browsers than for this program, set public_url.";
  }

  private boolean isOurs(String from, HttpServletRequest request) {
    Optional<URI> uri = parsed(from);
    if (uri.isEmpty()) {
      return false;
    }
    if (origin.isPresent() && originOf(uri.get()).equals(origin.get())) {
      return true;
    }
    String authority = uri.get().getRawAuthority().toLowerCase(Locale.ROOT);
    return origin.isEmpty() && authority.equals(hostOf(request));
  }

  private static Optional<URI> parsed(String origin) {
    try {
      URI uri = new URI(origin);
      return uri.getHost() == null || uri.getScheme() == null ? Optional.empty() : Optional.of(uri);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String originOf(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean isUsual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
    return scheme
        + "://"
        + uri.getHost().toLowerCase(Locale.ROOT)
        + (isUsual ? "" : ":" + uri.getPort());
  }

  private static String hostOf(HttpServletRequest request) {
    @Nullable String host = request.getHeader("Host");
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }
}
