package io.dispatcherd.service.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the reply to one command. Returns at once; may be called from any thread. */
@FunctionalInterface
public interface ReplyTo {
  /** For commands that need no reply. */
  ReplyTo NOBODY = reply -> {};

  void send(Map<String, @Nullable Object> reply);

  /** Called instead of {@link #send} when the service stopped before it came to the command. */
  default void abandon() {}

  /** Called when a bug came in between: {@link #send} may not have been called. */
  default void failed(Throwable bug) {
    send(Map.of("error", "the service failed, see its log"));
  }
}
