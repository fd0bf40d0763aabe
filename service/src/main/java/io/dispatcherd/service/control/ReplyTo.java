package io.dispatcherd.service.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the reply to one command. Returns at once; may be called from any thread. */
@FunctionalInterface
public interface ReplyTo {
  /** For commands that nobody waits for. */
  ReplyTo NOBODY = reply -> {};

  void send(Map<String, @Nullable Object> reply);

  /** Called instead of {@link #send} when the service stopped before it came to the command. */
  default void abandon() {}
}
