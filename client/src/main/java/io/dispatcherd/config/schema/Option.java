package io.dispatcherd.config.schema;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One option of the configuration, by which it's read, checked and documented.
 *
 * @param name its key in the file
 * @param type what values it takes
 * @param presence whether it may be left out or null
 * @param fallback what it is when left out, if there is something
 * @param shownDefault how the documents name that
 * @param description one sentence or two, for the schema and the reference page
 */
public record Option<T>(
    String name,
    OptionType<T> type,
    Presence presence,
    @Nullable T fallback,
    String shownDefault,
    String description) {

  enum Presence {
    /** Must be there. */
    REQUIRED,
    /** May be left out but isn't null. */
    OPTIONAL,
    /** May be left out, or null, which means something. */
    NULLABLE
  }

  public static <T> Option<T> of(String name, OptionType<T> type, String description) {
    return new Option<>(name, type, Presence.OPTIONAL, null, "", description);
  }

  /** Marks the option as one that must be there. */
  public Option<T> required() {
    return new Option<>(name, type, Presence.REQUIRED, null, "required", description);
  }

  /** Allows null, which is taken as "none" and not as the default. */
  public Option<T> nullable() {
    String shown = shownDefault.isEmpty() ? "null" : shownDefault;
    return new Option<>(name, type, Presence.NULLABLE, fallback, shown, description);
  }

  /** Gives the option a default. */
  public Option<T> orElse(T value) {
    String shown =
        value instanceof Duration duration
            ? String.valueOf(duration.toMillis() / 1000.0)
            : String.valueOf(value);
    return new Option<>(name, type, presence, value, shown, description);
  }

  /** Names a default that is found out at run time. */
  public Option<T> documentedDefault(String words) {
    return new Option<>(name, type, presence, fallback, words, description);
  }

  Optional<T> whenLeftOut() {
    return Optional.ofNullable(fallback);
  }
}
