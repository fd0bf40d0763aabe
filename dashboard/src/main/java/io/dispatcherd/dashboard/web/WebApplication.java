package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Access;
import io.dispatcherd.dashboard.access.Caller;
import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.access.Way;
import io.dispatcherd.dashboard.pages.show.Times;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with each request: is it for us, where does it go, who has sent it, may they, does
 * it come from our own page; then its handler. Thread-safe.
 */
public final class WebApplication implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebApplication.class);
  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String HEALTH = "healthz";
  private static final String EVENTS = "events";
  private static final String PAGE = "page";

  private final WebOptions options;
  private final Access access;
  private final Routes routes;
  private final Rendering rendering = new Rendering();
  private final Responses responses = new Responses(rendering);
  private final Assets assets = new Assets();
  private final Snapshots snapshots = new Snapshots();
  private final Outage outage = new Outage();
  private final LivePages live;

  /**
   * An application of these places and its own: files, whether it lives, signing in.
   *
   * @throws IllegalStateException if two places are the same
   */
  public WebApplication(WebOptions options, Access access, List<Route> pages) {
    this.options = options;
    this.access = access;
    live = new LivePages(access, rendering, snapshots, outage, options.mostViewers());
    routes =
        new Routes(pages)
            .and(access.signIn().map(signIn -> new SignInPages(signIn).routes()).orElse(List.of()))
            .and(
                List.of(
                    Assets.route(),
                    Route.own(Method.GET, EVENTS, Right.VIEW, request -> new Answer.Text("")),
                    Route.own(
                        Method.GET, HEALTH, Right.ANYONE, request -> new Answer.Text("ok\n"))));
  }

  /** All places, with the rights that they need. */
  public List<Route> routes() {
    return routes.all();
  }

  /** How many pages are live at the moment. */
  public int viewers() {
    return live.number();
  }

  /** Whether pages may be live; they are, unless this says otherwise. */
  public void setLive(boolean isLive) {
    live.setAllowed(isLive);
  }

  /** Ends all streams. */
  @Override
  public void close() {
    live.close();
  }

  /** Answers a request. */
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Policy.apply(response);
    Exchange exchange = Exchange.of(request, response, options);
    Request asked = request(exchange, errorRoute(), Caller.nobody(), Parameters.NONE);
    try {
      answer(exchange);
    } catch (Problem problem) {
      Body.discard(request);
      responses.problem(exchange, asked, problem);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      responses.problem(exchange, asked, failed(exchange, e));
    }
  }

  private static Route errorRoute() {
    return Route.own(Method.GET, "error", Right.ANYONE, request -> Answer.redirect(""));
  }

  private Problem failed(Exchange exchange, Exception failure) {
    if (Outage.isOne(failure)) {
      log.warn("/{}: {}", exchange.path(), failure.toString());
      return new Problem(
          503,
          "No answer since " + SINCE.format(outage.began()),
          "What this page shows can't be read at the moment. The log of the dashboard says why. The"
              + " page comes back by itself.");
    }
    log.error("a bug, in /{}", exchange.path(), failure);
    return new Problem(500, "That is a bug", "The log of the dashboard says more.");
  }

  private void answer(Exchange exchange) throws Exception {
    HttpServletRequest request = exchange.request();
    if (!options.origins().isForUs(request)) {
      throw new Problem(
          421,
          "Another host",
          "The dashboard doesn't answer for this host name. If it is the right one, add it to hosts"
              + " in section dashboard.");
    }
    if (exchange.mount().path().isEmpty()) {
      outside(exchange);
      return;
    }
    Route route = route(exchange, method(request));
    Optional<Caller> caller =
        route.right() == Right.ANYONE ? Optional.of(Caller.nobody()) : access.callerOf(request);
    if (route.method() == Method.POST) {
      refuseForeign(request, caller);
    }
    if (caller.isEmpty()
        && access.signIn().isPresent()
        && route.isPage()
        && !exchange.isForScripts()) {
      exchange.response().setStatus(HttpServletResponse.SC_SEE_OTHER);
      exchange.response().setHeader("Location", SignInPages.address(exchange));
      return;
    }
    if (caller.isEmpty()) {
      throw new Problem(401, "Who are you?", access.advice());
    }
    if (!caller.get().role().may(route.right())) {
      throw Problem.forbidden(
          "The role %s may not do this: it needs %s."
              .formatted(caller.get().role().wireName(), needed(route.right())));
    }
    if (route.path().startsWith(Assets.PATH)) {
      responses.asset(exchange, asset(exchange));
      return;
    }
    handle(exchange, route, caller.get());
  }

  private static String needed(Right right) {
    return List.of(Role.values()).stream()
        .filter(role -> role.may(right))
        .findFirst()
        .orElseThrow()
        .wireName();
  }

  private void outside(Exchange exchange) {
    if (!Mount.isBaseWithoutSlash(exchange.request(), options)) {
      throw nothingHere();
    }
    exchange.response().setStatus(HttpServletResponse.SC_PERMANENT_REDIRECT);
    exchange.response().setHeader("Location", exchange.mount().links().base());
  }

  private static Method method(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET", "HEAD" -> Method.GET;
      case "POST" -> Method.POST;
      default -> throw new Problem(405, "Not possible", "The dashboard takes GET, HEAD and POST.");
    };
  }

  private Route route(Exchange exchange, Method method) {
    Optional<Route> route =
        routes
            .find(method, exchange.path())
            .filter(found -> !exchange.isForScripts() || found.isForScripts());
    if (route.isEmpty() && routes.hasOther(method, exchange.path())) {
      exchange.response().setHeader("Allow", method == Method.GET ? "POST" : "GET, HEAD");
      throw new Problem(
          405,
          "Not possible",
          method == Method.GET
              ? "This is where a form is sent to; there is no page here."
              : "This is a page; nothing can be sent to it.");
    }
    return route.orElseThrow(WebApplication::nothingHere);
  }

  private static Problem nothingHere() {
    return Problem.notFound("There is no such page.");
  }

  private void refuseForeign(HttpServletRequest request, Optional<Caller> caller) {
    boolean isByToken = caller.filter(it -> it.way() == Way.TOKEN).isPresent();
    options
        .origins()
        .refusal(request, isByToken)
        .ifPresent(
            why -> {
              throw Problem.forbidden(why);
            });
  }

  private Assets.Asset asset(Exchange exchange) {
    return assets
        .find(exchange.path().substring(Assets.PATH.length()))
        .orElseThrow(WebApplication::nothingHere);
  }

  private void handle(Exchange exchange, Route route, Caller caller) throws Exception {
    if (exchange.query().length() > Parameters.LONGEST_QUERY) {
      throw new Problem(414, "Too long", "The address is too long.");
    }
    Parameters query = Parameters.read(exchange.query(), Parameters.MOST_IN_QUERY);
    Parameters parameters =
        route.method() == Method.POST ? Body.read(exchange.request(), query) : query;
    if (route.path().equals(EVENTS)) {
      stream(exchange, caller, parameters);
      return;
    }
    Request request = request(exchange, route, caller, parameters);
    Answer answer;
    try {
      answer = route.handler().handle(request);
      if (route.kind() != Route.Kind.OWN) {
        outage.over();
      }
    } catch (Problem problem) {
      responses.problem(exchange, request, problem);
      return;
    } catch (Exception e) {
      responses.problem(exchange, request, failed(exchange, e));
      return;
    } finally {
      if (route.method() == Method.POST) {
        snapshots.next();
      }
    }
    responses.write(exchange, request, answer);
  }

  private void stream(Exchange exchange, Caller caller, Parameters parameters) throws IOException {
    Map<String, List<String>> values = new LinkedHashMap<>(parameters.values());
    List<String> page = values.remove(PAGE);
    Route route =
        Optional.ofNullable(page)
            .filter(names -> names.size() == 1)
            .flatMap(names -> routes.find(Method.GET, names.get(0)))
            .filter(found -> found.kind() == Route.Kind.LIVE_PAGE)
            .orElseThrow(WebApplication::nothingHere);
    if (!caller.role().may(route.right())) {
      throw Problem.forbidden("This page is not for the role " + caller.role().wireName() + ".");
    }
    if (!exchange.request().isAsyncSupported() || !live.hasRoom()) {
      throw new Problem(
          503,
          "Not live",
          "As many pages are live as may be. All pages still work; they show what is new when they"
              + " are loaded again.");
    }
    if (exchange.isHead()) {
      return;
    }
    exchange.response().setContentType("text/event-stream");
    exchange.response().setHeader("X-Accel-Buffering", "no");
    Caller nameless = Caller.nameless(caller.role(), caller.way());
    Request request = request(exchange, route, nameless, new Parameters(values));
    live.open(request, caller, exchange.request().startAsync());
  }

  private Request request(Exchange exchange, Route route, Caller caller, Parameters parameters) {
    return new Request(
        route,
        caller,
        parameters.values(),
        exchange.mount().links(),
        Times.zoneOf(
            Cookies.read(exchange.request(), Cookies.ZONE)
                .map(zone -> zone.replace("%2F", "/"))
                .orElse(null)),
        access.peerOf(exchange.request()),
        snapshots.current());
  }
}
