package io.dispatcherd.service.control;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One command that control clients can ask.
 *
 * <p>It runs on the service's event loop, where the whole state holds still, and so must be quick;
 * unless it is {@linkplain #isSlow slow}.
 */
public interface ControlCommand {
  /** The name that clients use. */
  String name();

  /**
   * Carries the command out.
   *
   * @param data the command's arguments, as the client sent them
   * @return the reply, to which the service adds its node id
   * @throws IllegalArgumentException if the arguments are wrong; its text becomes the reply's
   *     {@code error}
   */
  Map<String, @Nullable Object> run(ServiceState service, Map<String, @Nullable Object> data);

  /**
   * What is left to do after {@link #run} that takes long or waits for something. It is done on a
   * thread of its own, and what it returns is added to the reply.
   *
   * @param reply what {@link #run} returned
   * @return empty if nothing is left
   */
  default Optional<Supplier<Map<String, @Nullable Object>>> rest(
      ServiceState service,
      Map<String, @Nullable Object> data,
      Map<String, @Nullable Object> reply) {
    return Optional.empty();
  }

  /**
   * Whether the command takes long or waits for something. It then runs on a thread of its own and
   * may use only the parts of {@link ServiceState} that say so.
   */
  default boolean isSlow() {
    return false;
  }
}
