package io.dispatcherd.dashboard.access.signin;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.dashboard.access.Caller;
import io.dispatcherd.dashboard.access.CallerSource;
import io.dispatcherd.dashboard.access.IpAddress;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.access.Way;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A proxy that signs people in, and is believed by its address alone: what others send in these
 * headers is taken no notice of. A header that comes twice, is empty, or has a name that nobody
 * could have, says nothing: whoever is in doubt doesn't get in. Immutable.
 */
public final class TrustedProxy implements CallerSource {
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cf}]{1,255}");

  private record Block(IpAddress address, int bits) {
    boolean contains(IpAddress other) {
      return other.startsLike(address, bits);
    }

    static Block of(String text) {
      int slash = text.indexOf('/');
      String address = slash < 0 ? text : text.substring(0, slash);
      Optional<IpAddress> parsed = IpAddress.of(address);
      try {
        if (parsed.isPresent()) {
          int bits = slash < 0 ? parsed.get().bits() : Integer.parseInt(text.substring(slash + 1));
          if (bits >= 0 && bits <= parsed.get().bits()) {
            return new Block(parsed.get(), bits);
          }
        }
      } catch (NumberFormatException e) {
        // Explained below.
      }
      throw new ConfigurationException(
          "dashboard.proxy.addresses: \"%s\" is no address or block such as 10.0.0.0/8"
              .formatted(text));
    }
  }

  private final List<Block> blocks;
  private final String userHeader;
  private final String groupsHeader;
  private final Map<String, Role> roles;

  /**
   * As it is configured.
   *
   * @throws ConfigurationException if an address is none
   */
  public TrustedProxy(DashboardSettings.Proxy settings) {
    blocks = settings.addresses().stream().map(Block::of).toList();
    userHeader = settings.userHeader();
    groupsHeader = settings.groupsHeader();
    roles =
        settings.roles().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Role.required(entry.getValue())));
  }

  @Override
  public Optional<Caller> callerOf(HttpServletRequest request) {
    if (!isProxy(request)) {
      return Optional.empty();
    }
    Optional<String> user = only(request, userHeader).filter(it -> NAME.matcher(it).matches());
    Optional<Role> role =
        only(request, groupsHeader)
            .flatMap(
                groups ->
                    Role.highest(
                        Arrays.stream(groups.split(",", -1))
                            .map(String::strip)
                            .filter(roles::containsKey)
                            .map(roles::get)
                            .toList()));
    return user.flatMap(name -> role.map(it -> new Caller(name, it, Way.PROXY)));
  }

  private boolean isProxy(HttpServletRequest request) {
    return IpAddress.of(request.getRemoteAddr())
        .filter(address -> blocks.stream().anyMatch(block -> block.contains(address)))
        .isPresent();
  }

  private static Optional<String> only(HttpServletRequest request, String header) {
    List<String> values = Collections.list(request.getHeaders(header));
    return values.size() == 1
        ? Optional.of(values.get(0).strip()).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  /** Where a request comes from: as the proxy says if it has passed it on, else its own address. */
  public String peerOf(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    if (!isProxy(request)) {
      return address;
    }
    List<String> all = Collections.list(request.getHeaders(FORWARDED_FOR));
    if (all.isEmpty()) {
      return address;
    }
    // What stands before the last entry was said by whoever came to the proxy.
    String last = all.get(all.size() - 1);
    String entry = last.substring(last.lastIndexOf(',') + 1).strip();
    return IpAddress.of(entry).isPresent() ? entry : address;
  }

  /** The proxy said so when the page was opened, and says so again when it is loaded again. */
  @Override
  public boolean isStill(Caller caller) {
    return true;
  }

  @Override
  public Way way() {
    return Way.PROXY;
  }

  @Override
  public String advice() {
    return "Come through the proxy that signs people in, as somebody in a group that has a role.";
  }
}
