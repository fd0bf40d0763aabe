package io.dispatcherd.service.startup;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.config.ConfigurationException.Problem;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.schema.Suggestion;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.producers.ScheduledProducer;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskRegistry;
import io.dispatcherd.workers.TaskWorker;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Judges what a configuration names. Classes are looked at but not initialised, so that none of
 * their code runs.
 */
public final class ReferenceCheck {
  private final ClassLoader loader;
  private final TaskRegistry registry;

  public ReferenceCheck(ClassLoader loader, TaskRegistry registry) {
    this.loader = loader;
    this.registry = registry;
  }

  /** What is wrong with these, in their order. */
  public List<Problem> problems(List<Reference> references) {
    return references.stream().flatMap(each -> problem(each).map(each::problem).stream()).toList();
  }

  private Optional<String> problem(Reference reference) {
    String name = reference.text();
    return switch (reference.kind()) {
      case CLASSPATH_ENTRY ->
          Files.exists(Path.of(name))
              ? Optional.empty()
              : Optional.of(
                  "there is no such file or folder: " + Path.of(name).toAbsolutePath().normalize());
      case PRELOADED_CLASS -> problemWithClass(name, new Role(List.of(), List.of()));
      case WORKER_CLASS ->
          problemWithClass(name, Role.WORKER)
              .map(problem -> problem.startsWith("there is no class") ? problem + PYTHON : problem);
      case BROKER_CLASS -> problemWithClass(name, Role.BROKER);
      case PRODUCER_CLASS -> problemWithClass(name, Role.PRODUCER);
      case CONNECTION_FACTORY -> problemWithClass(name, Role.CONNECTION_FACTORY);
      case TASK -> problemWithTask(name);
      // A schedule for a moment that never comes would show when nobody looks.
      case CRON -> ScheduledProducer.problemWithCron(name);
    };
  }

  private static final String PYTHON =
      "; if it is a class of a Python service, leave the option out here or name a class that"
          + " extends "
          + TaskWorker.class.getName();

  /**
   * What a class is for.
   *
   * @param types of which it has to be one; any will do if there are none
   * @param constructors of which it needs one, by their parameters; none if there are none
   */
  private record Role(List<Class<?>> types, List<List<Class<?>>> constructors) {
    static final Role WORKER =
        new Role(List.of(TaskWorker.class), List.of(List.of(Map.class), List.of()));
    static final Role BROKER = new Role(List.of(Broker.class), List.of(List.of(Map.class)));
    static final Role PRODUCER = new Role(List.of(Producer.class), List.of(List.of(Map.class)));
    static final Role CONNECTION_FACTORY =
        new Role(
            List.of(ConnectionFactory.class, DataSource.class),
            List.of(List.of(ConnectionParameters.class), List.of()));

    Optional<String> problemWith(Class<?> type) {
      if (!types.isEmpty() && types.stream().noneMatch(each -> each.isAssignableFrom(type))) {
        String verb = types.getFirst().isInterface() ? " doesn't implement " : " doesn't extend ";
        return Optional.of(
            type.getName()
                + verb
                + types.stream().map(Class::getName).collect(Collectors.joining(" or ")));
      }
      if (constructors.isEmpty() || canBeBuilt(type)) {
        return Optional.empty();
      }
      return Optional.of(
          type.getName()
              + " must be public, not abstract, and have a public constructor "
              + constructors.stream().map(Role::words).collect(Collectors.joining(", or one ")));
    }

    private boolean canBeBuilt(Class<?> type) {
      return Modifier.isPublic(type.getModifiers())
          && !Modifier.isAbstract(type.getModifiers())
          && Arrays.stream(type.getConstructors())
              .anyMatch(each -> constructors.contains(List.of(each.getParameterTypes())));
    }

    private static String words(List<Class<?>> parameters) {
      return parameters.isEmpty()
          ? "without parameters"
          : "that takes one " + parameters.getFirst().getName();
    }
  }

  private Optional<String> problemWithClass(String name, Role role) {
    try {
      return role.problemWith(Class.forName(name, false, loader));
    } catch (ClassNotFoundException e) {
      return Optional.of("there is no class " + name + " on the class path");
    } catch (LinkageError e) {
      return Optional.of("the class " + name + " can't be loaded: " + e);
    }
  }

  private Optional<String> problemWithTask(String name) {
    if (registry.find(name).isPresent()) {
      return Optional.empty();
    }
    List<String> declared =
        registry.declarations().stream().map(TaskDeclaration::name).sorted().toList();
    return Optional.of(
        "no task is declared with the name "
            + name
            + (declared.isEmpty()
                ? "; none is, on this class path"
                : Suggestion.forUnknown(name, declared)));
  }
}
