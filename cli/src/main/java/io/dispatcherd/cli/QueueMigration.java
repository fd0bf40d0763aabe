package io.dispatcherd.cli;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.queue.PgQueueSettings;
import io.dispatcherd.queue.QueueTables;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code migrate}: brings the tables of the queues in a configuration to a version.
 *
 * @param queues those that are meant
 * @param to the version
 */
record QueueMigration(List<PgQueueSettings> queues, int to) {
  /**
   * That of a configuration.
   *
   * @param broker the key of one of its brokers; empty for all queues that it has
   * @param to the version; empty for this program's
   * @throws ConfigurationException if there is no such queue
   */
  static QueueMigration of(Settings settings, Optional<String> broker, Optional<Integer> to) {
    List<PgQueueSettings> queues =
        settings.brokers().values().stream()
            .filter(PgQueueSettings.class::isInstance)
            .map(PgQueueSettings.class::cast)
            .filter(queue -> broker.isEmpty() || broker.get().equals(queue.name()))
            .toList();
    if (queues.isEmpty()) {
      throw new ConfigurationException(
          broker
              .map(name -> "brokers." + name + ": there is no such pg_queue")
              .orElse("brokers: none of them is a pg_queue, so that there are no tables"));
    }
    return new QueueMigration(queues, to.orElse(QueueTables.latest()));
  }

  /** Does it, and says what has become of each. */
  List<String> run() {
    return queues.stream().map(queue -> new QueueTables(queue).migrate(to)).toList();
  }

  /** The SQL that does it, from tables of this version. */
  String script(int from) {
    StringBuilder script = new StringBuilder();
    queues.forEach(
        queue ->
            script
                .append("-- ")
                .append(queue.name())
                .append(": the tables in schema ")
                .append(queue.options().schema())
                .append(", from version ")
                .append(from)
                .append(" to ")
                .append(to)
                .append(".\n")
                .append(new QueueTables(queue).script(from, to)));
    return script.toString();
  }

  /**
   * Reads the number of a version.
   *
   * @throws IllegalArgumentException if there is none of this number
   */
  static int version(String text, int least) {
    try {
      int version = Integer.parseInt(text);
      if (version >= least && version <= QueueTables.latest()) {
        return version;
      }
    } catch (NumberFormatException e) {
      // Explained below, as other numbers are.
    }
    throw new IllegalArgumentException(
        "expected a version of the tables, from %d to %d, got '%s'"
            .formatted(least, QueueTables.latest(), text));
  }
}
