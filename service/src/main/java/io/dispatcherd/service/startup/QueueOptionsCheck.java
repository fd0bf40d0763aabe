package io.dispatcherd.service.startup;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.declared.KeptDefaults;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of which tasks the options have no effect, since they take a broker that keeps tasks, and
 * the service has none for them.
 */
public final class QueueOptionsCheck {
  private static final Logger log = LoggerFactory.getLogger(QueueOptionsCheck.class);

  private QueueOptionsCheck() {}

  /**
   * Warns, once for each such task.
   *
   * @param brokers by their names in the configuration
   */
  public static void warn(Collection<TaskDeclaration> tasks, Map<String, Broker> brokers) {
    for (TaskDeclaration task : tasks) {
      KeptDefaults kept = task.defaults().kept();
      List<String> options = kept.options();
      if (!options.isEmpty() && !isKept(kept.broker(), brokers)) {
        log.warn(
            "Task {}: {} without effect, as {}",
            task.name(),
            String.join(", ", options) + (options.size() == 1 ? " is" : " are"),
            kept.broker().isEmpty()
                ? "no broker of this service keeps tasks; pg_queue does"
                : "this service has no broker %s that keeps tasks".formatted(kept.broker()));
      }
    }
  }

  private static boolean isKept(String name, Map<String, Broker> brokers) {
    return brokers.entrySet().stream()
        .filter(entry -> name.isEmpty() || entry.getKey().equals(name))
        .anyMatch(
            entry -> entry.getValue().capabilities().contains(BrokerCapability.KEEPS_MESSAGES));
  }
}
