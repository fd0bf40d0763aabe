package io.dispatcherd.cli;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.sections.Inspection;
import io.dispatcherd.service.startup.ConfigurationCheck;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration file that has been checked without starting anything.
 *
 * @param inspection what the file says
 * @param check what is to be said about it
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
      int count = check.tasks().get().size();
      return count == 1 ? "1 declared task" : count + " declared tasks";
    }
    boolean named =
        inspection.references().stream().anyMatch(each -> OF_THE_APPLICATION.contains(each.kind()));
    return named
        ? "but tasks and classes weren't looked for: say where they are with --classpath"
        : "no tasks, since no class path is given";
  }
}
