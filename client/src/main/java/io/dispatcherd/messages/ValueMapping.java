package io.dispatcherd.messages;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How arguments and results are written as JSON and read: in dispatcherd's own way, or as a mapper
 * of the application does. Who submits a task and who runs it need the same. Immutable.
 */
public final class ValueMapping {
  /** Dispatcherd's own. */
  public static final ValueMapping STANDARD = new ValueMapping(null);

  private final @Nullable JsonMapper mapper;

  private ValueMapping(@Nullable JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** As this mapper writes and reads: its modules, its names, its rules. */
  public static ValueMapping of(JsonMapper mapper) {
    return new ValueMapping(mapper);
  }

  /** The application's mapper; empty for dispatcherd's own. */
  public Optional<JsonMapper> mapper() {
    return Optional.ofNullable(mapper);
  }

  /**
   * A value as plain JSON values.
   *
   * @param what names it in the error
   * @throws MessageFormatException if it can't be written as JSON
   */
  public @Nullable Object write(@Nullable Object value, String what) {
    if (mapper == null || value == null) {
      return Json.valueOf(value, what);
    }
    try {
      return Json.valueOf(value, mapper.writer());
    } catch (JacksonException e) {
      // The cause may quote the value, so it goes no further.
      throw new MessageFormatException(
          what + " can't be written as JSON: it is of " + value.getClass().getName());
    }
  }
}
