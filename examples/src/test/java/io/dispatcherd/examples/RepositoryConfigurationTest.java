package io.dispatcherd.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.tasks.Task;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file that everybody starts with has to work. */
class RepositoryConfigurationTest {
  private final Settings settings = Settings.fromFile(Path.of("..", "dispatcher.yml"));

  @Test
  void producesOnlyTasksThatAreDeclared() {
    Set<String> declared =
        Arrays.stream(DemoTasks.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Task.class))
            .map(method -> DemoTasks.class.getName() + "." + method.getName())
            .collect(Collectors.toSet());
    Set<String> produced =
        Stream.concat(
                settings.producers().scheduled().stream().map(ScheduledTask::task),
                settings.producers().onStart().stream().map(StartTask::task))
            .collect(Collectors.toSet());
    assertTrue(declared.containsAll(produced), () -> produced + " are not all in " + declared);
  }

  @Test
  void findsTheTasksWhereTheBuildPutsThem() {
    assertEquals(
        Set.of(Path.of("examples", "target", "classes")),
        Set.copyOf(settings.service().workerProcess().classpath()));
  }

  @Test
  void usesNoWellKnownPort() {
    assertTrue(settings.service().metrics().isEmpty());
  }
}
