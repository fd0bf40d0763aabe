package io.dispatcherd.messages;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of duplicates beside {@code on_duplicate}: for brokers that keep tasks.
 * Immutable.
 *
 * @param uniqueFor for how long after the first submission others are discarded
 * @param isReplacing whether the one that waits takes the new arguments and time
 * @param debounce how long after the latest submission the one that waits starts
 * @param debounceMax how long after the first submission it starts at the latest
 * @param isCollecting whether the one that waits gathers all arguments in a list
 */
public record Uniqueness(
    Optional<Duration> uniqueFor,
    boolean isReplacing,
    Optional<Duration> debounce,
    Optional<Duration> debounceMax,
    boolean isCollecting) {
  /** The names of the fields. */
  static final Set<String> FIELDS =
      Set.of("unique_for", "replace", "debounce", "debounce_max", "collect");

  /** Says nothing. */
  public static final Uniqueness NONE =
      new Uniqueness(Optional.empty(), false, Optional.empty(), Optional.empty(), false);

  /**
   * What these fields of a message say.
   *
   * @throws MessageFormatException if a field has a wrong value, or two exclude each other
   */
  public static Uniqueness of(Map<String, ? extends @Nullable Object> fields) {
    if (FIELDS.stream().noneMatch(fields::containsKey)) {
      return NONE;
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>(fields);
    Fields reader = new Fields(given);
    Uniqueness uniqueness =
        new Uniqueness(
            span(given, reader, "unique_for"),
            reader.flag("replace"),
            span(given, reader, "debounce"),
            span(given, reader, "debounce_max"),
            reader.flag("collect"));
    uniqueness.check(given, reader);
    return uniqueness;
  }

  private static Optional<Duration> span(
      Map<String, @Nullable Object> given, Fields reader, String field) {
    Duration span = reader.duration(field);
    if (span == null && given.get(field) != null) {
      throw new MessageFormatException(
          "field \"" + field + "\" must be more than 0 seconds; leave it out for none");
    }
    return Optional.ofNullable(span);
  }

  private void check(Map<String, @Nullable Object> given, Fields reader) {
    String merging = merging();
    Object onDuplicate = given.get("on_duplicate");
    if (debounceMax.isPresent() && debounce.isEmpty()) {
      throw new MessageFormatException("debounce_max needs debounce beside it");
    }
    if (debounceMax.isPresent() && debounceMax.get().compareTo(debounce.orElseThrow()) < 0) {
      throw new MessageFormatException("debounce_max must not be less than debounce");
    }
    if (isReplacing && isCollecting) {
      throw new MessageFormatException(
          "replace and collect exclude each other: with replace the last arguments win, with"
              + " collect all are kept");
    }
    if (uniqueFor.isPresent() && merging != null) {
      throw new MessageFormatException(
          "unique_for and %s exclude each other: what unique_for discards can't change the job that waits"
              .formatted(merging));
    }
    if (merging != null && onDuplicate != null && !onDuplicate.equals("parallel")) {
      throw new MessageFormatException(
          "on_duplicate and %s exclude each other: both say what becomes of a duplicate"
              .formatted(merging));
    }
    if (debounce.isPresent() && reader.duration("delay") != null) {
      throw new MessageFormatException("debounce says when the task starts: leave delay out");
    }
    if (isCollecting && !reader.list("args").isEmpty() && !reader.object("kwargs").isEmpty()) {
      throw new MessageFormatException(
          "collect takes either args or kwargs, not both in one submission");
    }
  }

  /** The field by which submissions become one job; null if there is none. */
  private @Nullable String merging() {
    if (isCollecting) {
      return "collect";
    }
    if (debounce.isPresent()) {
      return "debounce";
    }
    return isReplacing ? "replace" : null;
  }

  /** Whether it says nothing. */
  public boolean isNone() {
    return uniqueFor.isEmpty() && merging() == null;
  }

  /** What is set, by the names of the fields. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    uniqueFor.ifPresent(span -> fields.put("unique_for", seconds(span)));
    if (isReplacing) {
      fields.put("replace", true);
    }
    debounce.ifPresent(span -> fields.put("debounce", seconds(span)));
    debounceMax.ifPresent(span -> fields.put("debounce_max", seconds(span)));
    if (isCollecting) {
      fields.put("collect", true);
    }
    return fields;
  }

  private static BigDecimal seconds(Duration span) {
    return BigDecimal.valueOf(span.getSeconds()).add(BigDecimal.valueOf(span.getNano(), 9));
  }
}
