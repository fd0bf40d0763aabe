package io.dispatcherd.cli;

import io.dispatcherd.cli.tables.TextTable;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.sections.Inspection;
import io.dispatcherd.control.Listings;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.producers.ScheduledProducer;
import io.dispatcherd.service.startup.ConfigurationCheck;
import io.dispatcherd.tasks.TaskDeclaration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file that has been checked without starting anything.
 *
 * @param inspection what the file says
 * @param check its problems and tasks
 */
record CheckedFile(Inspection inspection, ConfigurationCheck check) {
  private static final Set<Reference.Kind> OF_THE_APPLICATION =
      EnumSet.complementOf(EnumSet.of(Reference.Kind.CRON, Reference.Kind.CLASSPATH_ENTRY));

  /**
   * Checks the file that the service would use.
   *
   * @throws ConfigurationException if there is none, or it can't be read at all
   */
  static CheckedFile read(Optional<Path> config, List<Path> classpath) {
    Inspection inspection = Inspection.forProgram(config);
    return new CheckedFile(inspection, ConfigurationCheck.of(inspection, classpath));
  }

  boolean isSound() {
    return check.problems().isEmpty();
  }

  /** The verdict: all faults, or one line. */
  String verdict() {
    if (!isSound()) {
      ConfigurationException faults =
          new ConfigurationException(inspection.file().toString(), check.problems());
      return String.valueOf(faults.getMessage());
    }
    return inspection.file() + " is sound: " + brokers() + ", " + tasks();
  }

  /** Tables of the declared tasks, if they were looked for, and of the schedules. */
  String listing(Instant now) {
    StringBuilder text = new StringBuilder();
    check.tasks().ifPresent(tasks -> text.append("tasks\n").append(taskTable(tasks)));
    List<ScheduledTask> scheduled =
        inspection.settings().map(it -> it.producers().scheduled()).orElse(List.of());
    if (!scheduled.isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n").append("schedules\n");
      text.append(scheduleTable(scheduled, now));
    }
    return text.toString();
  }

  private static String taskTable(List<TaskDeclaration> tasks) {
    Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
    tasks.forEach(task -> rows.put(task.name(), Listings.of(task)));
    return rows.isEmpty() ? "(none)\n" : TextTable.ofRows(rows);
  }

  private static String scheduleTable(List<ScheduledTask> scheduled, Instant now) {
    Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
    for (ScheduledTask task : scheduled) {
      Optional<Instant> next = ScheduledProducer.firstRun(task.schedule(), now);
      rows.put(task.name(), ReplyMoments.readable(Listings.of(task, next), TimeZone.getDefault()));
    }
    return TextTable.ofRows(rows);
  }

  private String brokers() {
    List<String> names =
        inspection.settings().map(Settings::brokers).stream()
            .flatMap(brokers -> brokers.keySet().stream())
            .toList();
    return switch (names.size()) {
      case 0 -> "no broker";
      case 1 -> "broker " + names.getFirst();
      default -> "brokers " + String.join(", ", names);
    };
  }

  private String tasks() {
    if (check.tasks().isPresent()) {
      return Amount.of(check.tasks().get().size(), "declared task");
    }
    boolean named =
        inspection.references().stream().anyMatch(each -> OF_THE_APPLICATION.contains(each.kind()));
    return named
        ? "but tasks and classes weren't looked for: say where they are with --classpath"
        : "no tasks, since no class path is given";
  }
}
