package io.dispatcherd.tasks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What happens to a submission that equals another one: same task, same arguments. The service
 * decides once, when the message arrives or its delay ends.
 */
public enum OnDuplicate {
  /** Run it, whatever else runs. */
  PARALLEL,
  /** Drop it if an equal one is running or held back. */
  DISCARD,
  /** Hold it back while an equal one runs: all run in the end, one at a time. */
  SERIAL,
  /** Hold it back while an equal one runs, drop it if one is held back already. */
  QUEUE_ONE;

  /** The name in messages, such as {@code queue_one}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rule with this name in messages; empty if there is none. */
  public static Optional<OnDuplicate> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(rule -> rule.wireName().equals(wireName)).findFirst();
  }
}
