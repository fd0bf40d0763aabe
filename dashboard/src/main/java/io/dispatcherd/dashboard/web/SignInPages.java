package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.access.SignIn;
import io.dispatcherd.dashboard.pages.SignInPage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where people sign in and out. Immutable. */
record SignInPages(SignIn signIn) {
  private static final String PATH = "sign-in";
  private static final String NEXT = "next";

  /** A page below the base; it can't lead anywhere else. */
  private static final Pattern NEXT_PAGE =
      Pattern.compile("(?!/)[a-z0-9/-]{0,100}(\\?[\\x21-\\x5B\\x5D-\\x7E]{0,2000})?");

  private static final int LONGEST_SHOWN = 64;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;

  List<Route> routes() {
    return List.of(
        Route.own(Method.GET, PATH, Right.ANYONE, this::page),
        Route.own(Method.POST, PATH, Right.ANYONE, this::begin),
        Route.own(Method.POST, "actions/sign-out", Right.VIEW, this::end));
  }

  /** Where somebody is sent who has to sign in first, and then goes on with this page. */
  static String address(Exchange exchange) {
    String next =
        exchange.query().isEmpty() ? exchange.path() : exchange.path() + "?" + exchange.query();
    String page = exchange.mount().links().page(PATH);
    return next.isEmpty() || !NEXT_PAGE.matcher(next).matches()
        ? page
        : page + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }

  private Answer page(Request request) {
    return Answer.page(new SignInPage("", Optional.empty(), next(request)));
  }

  private Answer begin(Request request) throws Exception {
    String name = request.parameter("user").orElse("");
    String password = request.parameter("password").orElse("");
    SignIn.Result result = signIn.begin(name, password, request.peer());
    return switch (result) {
      case SignIn.Begun begun ->
          new Answer.WithCookie(
              new Answer.Redirect(request.links().page(next(request)), Optional.empty()),
              SignIn.COOKIE,
              begun.cookie(),
              begun.age());
      case SignIn.Refused refused ->
          Answer.page(
              refused.isTooOften() ? TOO_MANY_REQUESTS : UNAUTHORIZED,
              new SignInPage(
                  name.substring(0, Math.min(LONGEST_SHOWN, name.length())),
                  Optional.of(refused.why()),
                  next(request)));
    };
  }

  private Answer end(Request request) {
    signIn.end(request.caller(), request.peer());
    return new Answer.WithCookie(
        new Answer.Redirect(request.links().page(PATH), Optional.empty()),
        SignIn.COOKIE,
        "",
        Duration.ZERO);
  }

  private static String next(Request request) {
    return request.parameter(NEXT).filter(page -> NEXT_PAGE.matcher(page).matches()).orElse("");
  }
}
