package io.dispatcherd.brokers;

import java.util.List;
import java.util.Map;

/**
 * A task that a service can run, and what holds for its submissions where they are silent.
 * Immutable.
 *
 * @param name the name in messages
 * @param parameters the names of its arguments, in order; empty if they aren't known
 * @param defaults fields as in a message, such as {@code timeout} or {@code priority}, each only if
 *     the task sets it. {@code queue} is the channel; {@code key} may name parameters in braces
 */
public record DeclaredTask(String name, List<String> parameters, Map<String, Object> defaults) {
  /** Copies what it is given. */
  public DeclaredTask {
    parameters = List.copyOf(parameters);
    defaults = Map.copyOf(defaults);
  }
}
