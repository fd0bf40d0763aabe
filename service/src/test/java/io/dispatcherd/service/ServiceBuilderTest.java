package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.messages.Outcome;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("functional")
class ServiceBuilderTest {
  private static final String GREET = InterceptorTasks.class.getName() + ".greet";

  private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());

  private static ServiceBuilder builder() {
    Map<String, @Nullable Object> producers = new LinkedHashMap<>();
    producers.put("ControlProducer", null);
    return DispatcherService.builder()
        .settings(
            Map.of(
                "version",
                2,
                "service",
                Map.of("pool_kwargs", Map.of("max_workers", 1)),
                "producers",
                producers))
        .tasks(InterceptorTasks.class);
  }

  @Test
  void objectsOfAProgramReachItsTasks() {
    ServiceBuilder builder =
        builder()
            .threads()
            .taskFactory(type -> new InterceptorTasks("Hello"))
            .interceptor(new InterceptorTasks.Noting("outer"))
            .interceptor(new InterceptorTasks.Noting("inner"))
            .observer(
                (message, outcome, result) -> {
                  throw new IllegalStateException("an observer that breaks");
                })
            .observer((message, outcome, result) -> outcomes.add(outcome));

    try (DispatcherService service = builder.start()) {
      assertNull(
          service
              .control("run", Map.of("task", GREET, "args", List.of("you"), "tenant", "blue"))
              .join()
              .get("error"));
      service.whenIdle().join();
      assertTrue(service.readiness().isReady(), () -> service.readiness().toString());
      assertEquals(List.of(GREET), service.tasks());
      service.close();
      assertFalse(service.readiness().isReady());
    }

    assertEquals(
        List.of(
            "outer before [tenant]",
            "inner before [tenant]",
            "Hello you of {tenant=blue}",
            "inner after",
            "outer after"),
        InterceptorTasks.seen());
    assertEquals(List.of(Outcome.DONE), outcomes);
  }

  @Test
  void objectsCannotReachProcesses() {
    ServiceBuilder builder =
        builder().processes().taskFactory(type -> new InterceptorTasks("Hello"));

    String problem =
        String.valueOf(assertThrows(ConfigurationException.class, builder::start).getMessage());

    assertTrue(problem.startsWith("service.process_manager_cls: the taskFactory"), problem);
  }

  @Test
  void tasksMayRunOnVirtualThreads() {
    ServiceBuilder builder =
        builder()
            .threads(Thread.ofVirtual().factory())
            .taskFactory(
                type -> new InterceptorTasks("virtual " + Thread.currentThread().isVirtual()));

    try (DispatcherService service = builder.start()) {
      service.control("run", Map.of("task", GREET, "args", List.of("x"))).join();
      service.whenIdle().join();
    }

    assertEquals(List.of("virtual true x of {}"), InterceptorTasks.seen());
  }

  @Test
  void theClassLoaderOfTheProgramStaysOpen() throws Exception {
    List<String> closed = new ArrayList<>();
    ClassLoader ours = ServiceBuilderTest.class.getClassLoader();
    try (URLClassLoader launcher =
        new URLClassLoader(new URL[0], ours) {
          @Override
          public void close() {
            closed.add("closed");
          }
        }) {
      ServiceBuilder builder =
          builder()
              .threads()
              .classLoader(launcher)
              .taskFactory(type -> new InterceptorTasks("Hello"));
      builder.start().close();

      assertEquals(List.of(), closed);
    }
  }
}
