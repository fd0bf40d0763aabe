package io.dispatcherd.service.startup;

import io.dispatcherd.config.ConfigurationException.Problem;
import io.dispatcherd.config.ProducersSettings;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.sections.Inspection;
import io.dispatcherd.producers.OnStartProducer;
import io.dispatcherd.service.startup.catalog.TaskCatalog;
import io.dispatcherd.service.startup.catalog.UnreadableClassPathException;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would keep a service from starting with a configuration, all of it at once, without
 * starting anything.
 *
 * @param problems everything that is wrong, in the order of the file
 * @param tasks all declared tasks, by name; empty if no class path was given, since then neither
 *     tasks nor classes have been looked for
 */
public record ConfigurationCheck(List<Problem> problems, Optional<List<TaskDeclaration>> tasks) {
  /** What can be judged without the application's classes. */
  private static final Set<Reference.Kind> WITHOUT_CLASSES =
      EnumSet.of(Reference.Kind.CLASSPATH_ENTRY, Reference.Kind.CRON);

  /** Copies the list. */
  public ConfigurationCheck {
    problems = List.copyOf(problems);
  }

  /**
   * Checks a configuration.
   *
   * @param moreClasspath jars and folders with the application's classes, besides those that the
   *     configuration names
   */
  public static ConfigurationCheck of(Inspection inspection, List<Path> moreClasspath) {
    List<Problem> problems = new ArrayList<>(inspection.problems());
    inspection
        .settings()
        .map(Settings::producers)
        .ifPresent(producers -> problems.addAll(messages(producers, inspection.references())));
    moreClasspath.stream()
        .filter(path -> !Files.exists(path))
        .map(path -> new Problem("", 0, "class path: " + path + " does not exist"))
        .forEach(problems::add);
    List<Path> named = classpath(inspection.references(), moreClasspath);
    Optional<List<TaskDeclaration>> tasks =
        named.isEmpty()
            ? withoutClasses(inspection.references(), problems)
            : withClasses(inspection.references(), named, problems);
    problems.sort(
        Comparator.comparingInt(each -> each.line() == 0 ? Integer.MAX_VALUE : each.line()));
    return new ConfigurationCheck(problems, tasks);
  }

  private static List<Path> classpath(List<Reference> references, List<Path> more) {
    Stream<Path> named =
        references.stream()
            .filter(each -> each.kind() == Reference.Kind.CLASSPATH_ENTRY)
            .map(each -> Path.of(each.text()));
    return Stream.concat(named, more.stream()).toList();
  }

  private static Optional<List<TaskDeclaration>> withoutClasses(
      List<Reference> references, List<Problem> problems) {
    List<Reference> known =
        references.stream().filter(each -> WITHOUT_CLASSES.contains(each.kind())).toList();
    TaskRegistry none = TaskRegistry.ofDeclarations(List.of());
    ClassLoader ours = ConfigurationCheck.class.getClassLoader();
    problems.addAll(new ReferenceCheck(ours, none).problems(known));
    return Optional.empty();
  }

  private static Optional<List<TaskDeclaration>> withClasses(
      List<Reference> references, List<Path> named, List<Problem> problems) {
    TaskClasspath classpath = TaskClasspath.with(named.stream().filter(Files::exists).toList());
    Optional<TaskRegistry> registry = registry(classpath, problems);
    ClassLoader loader = classpath.loader();
    try {
      List<Reference> judged =
          references.stream()
              .filter(each -> registry.isPresent() || each.kind() != Reference.Kind.TASK)
              .toList();
      problems.addAll(
          new ReferenceCheck(loader, registry.orElse(TaskRegistry.ofDeclarations(List.of())))
              .problems(judged));
    } finally {
      TaskClasspath.close(loader);
    }
    return Optional.of(registry.map(ConfigurationCheck::byName).orElse(List.of()));
  }

  private static List<TaskDeclaration> byName(TaskRegistry registry) {
    return registry.declarations().stream()
        .sorted(Comparator.comparing(TaskDeclaration::name))
        .toList();
  }

  private static Optional<TaskRegistry> registry(TaskClasspath classpath, List<Problem> problems) {
    try {
      return Optional.of(TaskCatalog.read(classpath.withTasks()).tasks());
    } catch (TaskDeclarationException e) {
      e.problems().forEach(problem -> problems.add(new Problem("", 0, problem)));
    } catch (UnreadableClassPathException e) {
      problems.add(new Problem("", 0, String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  /** What is wrong with the messages that producers are to deliver. */
  private static List<Problem> messages(ProducersSettings producers, List<Reference> references) {
    List<Problem> problems = new ArrayList<>();
    producers
        .scheduled()
        .forEach(
            it ->
                message("ScheduledProducer.task_schedule." + it.name(), it.task(), it.options())
                    .ifPresent(problem -> problems.add(placed(problem, references))));
    producers
        .onStart()
        .forEach(
            it ->
                message("OnStartProducer.task_list." + it.name(), it.task(), it.options())
                    .ifPresent(problem -> problems.add(placed(problem, references))));
    return problems;
  }

  private static Optional<Problem> message(
      String entry, String task, Map<String, @Nullable Object> options) {
    return OnStartProducer.problemWith(task, options)
        .map(problem -> new Problem("producers." + entry, 0, problem));
  }

  /** The problem with its line, which is that of the task's name. */
  private static Problem placed(Problem problem, List<Reference> references) {
    return references.stream()
        .filter(each -> each.kind() == Reference.Kind.TASK)
        .filter(each -> each.path().replaceFirst("\\.task$", "").equals(problem.path()))
        .findFirst()
        .map(each -> new Problem(problem.path(), each.line(), problem.message()))
        .orElse(problem);
  }
}
