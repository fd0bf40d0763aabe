package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Caller;
import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.pages.show.Links;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked, by whom. Immutable, but for the snapshot that it shares.
 *
 * @param route where it came
 * @param caller who has sent it; nameless if it is the tick of a page that many have open
 * @param parameters those of the query, or those of the form
 * @param links addresses of pages
 * @param zone whose clock the page shows
 * @param peer the address from which it came
 * @param snapshot what has been read lately, for all who look at this moment
 */
public record Request(
    Route route,
    Caller caller,
    Map<String, List<String>> parameters,
    Links links,
    ZoneId zone,
    String peer,
    Snapshot snapshot) {
  private static final int LONGEST_VALUE = 4_096;

  /** The same, asked again at another moment. */
  Request at(Snapshot moment) {
    return new Request(route, caller, parameters, links, zone, peer, moment);
  }

  /** Whether who has sent it has the right. */
  public boolean may(Right right) {
    return caller.role().may(right);
  }

  /**
   * A parameter; one that is there but blank counts as missing.
   *
   * @throws Problem if it is given twice, or is longer than 4,096 characters
   */
  public Optional<String> parameter(String name) {
    List<String> values = parameters(name);
    if (values.size() > 1) {
      throw Problem.badRequest("The parameter %s is given twice.".formatted(name));
    }
    return values.stream().filter(value -> !value.isBlank()).findFirst();
  }

  /** All values of a parameter, in their order. */
  public List<String> parameters(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.stream().anyMatch(value -> value.length() > LONGEST_VALUE)) {
      throw Problem.badRequest(
          "The parameter %s is longer than %,d characters.".formatted(name, LONGEST_VALUE));
    }
    return values;
  }

  /**
   * A parameter that has to be there.
   *
   * @throws Problem if it isn't
   */
  public String required(String name) {
    return parameter(name)
        .orElseThrow(() -> Problem.badRequest("The parameter %s is missing.".formatted(name)));
  }

  /**
   * A number.
   *
   * @throws Problem if it isn't one from least to most
   */
  public long number(String name, long byDefault, long least, long most) {
    Optional<String> text = parameter(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Explained below, as other numbers are.
    }
    throw Problem.badRequest(
        "The parameter %s: expected a number from %,d to %,d, got \"%s\"."
            .formatted(name, least, most, text.get()));
  }
}
