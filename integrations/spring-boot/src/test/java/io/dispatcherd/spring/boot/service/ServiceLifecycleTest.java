package io.dispatcherd.spring.boot.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.spring.boot.TestDatabase;
import io.dispatcherd.tasks.Task;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The service's life within that of the application. */
@Tag("functional")
class ServiceLifecycleTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestDatabase database = new TestDatabase();

  /** An application that runs its tasks. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  public static class Application {
    @Bean
    Slow slow(DataSource dataSource) {
      return new Slow(dataSource);
    }
  }

  @AfterEach
  void drop() throws Exception {
    await().atMost(LIMIT).until(() -> database.sessions() == 0);
    database.close();
  }

  private ConfigurableApplicationContext start(Map<String, Object> more) {
    return builder(more).run();
  }

  private SpringApplicationBuilder builder(Map<String, Object> more) {
    Map<String, Object> properties = new LinkedHashMap<>(database.properties());
    properties.put("dispatcherd.service.enabled", true);
    properties.put(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
    properties.putAll(more);
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .registerShutdownHook(false)
        .properties(properties);
  }

  private static String run(ConfigurableApplicationContext context) {
    return context
        .getBean(Dispatcherd.class)
        .submit(Slow::thread)
        .await(LIMIT)
        .result(String.class)
        .orElseThrow();
  }

  @Test
  void tasksRunOnPlatformThreadsUnlessVirtualOnesAreWanted() {
    try (ConfigurableApplicationContext context = start(Map.of())) {
      assertFalse(run(context).contains("VirtualThread"));
    }
    try (ConfigurableApplicationContext context =
        start(Map.of("spring.threads.virtual.enabled", true))) {
      assertTrue(run(context).contains("VirtualThread"));
    }
  }

  @Test
  void aRunningTaskEndsBeforeTheDataSourceIsClosed() throws Exception {
    ConfigurableApplicationContext context = start(Map.of());
    Submission submission = context.getBean(Dispatcherd.class).submit(Slow::slow);
    Slow slow = context.getBean(Slow.class);
    assertTrue(slow.awaitStart());
    CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
    await().atMost(LIMIT).until(() -> !context.getBean(ServiceLifecycle.class).isRunning());
    assertFalse(closing.isDone());
    slow.end();
    closing.join();
    try (ConfigurableApplicationContext later =
        start(Map.of("dispatcherd.service.enabled", false))) {
      Job job = later.getBean(Dispatcherd.class).jobs().find(submission.uuid()).orElseThrow();
      assertEquals(JobState.DONE, job.state());
      assertEquals(42, job.result(Integer.class).orElseThrow());
    }
  }

  @Test
  void aTaskThatDoesntEndIsGivenBackWithinThePhase() throws Exception {
    ConfigurableApplicationContext context =
        start(
            Map.of(
                "spring.lifecycle.timeout-per-shutdown-phase",
                "3s",
                "dispatcherd.service.pool-kwargs.cancel-wait",
                1));
    Submission submission = context.getBean(Dispatcherd.class).submit(Slow::slow);
    assertTrue(context.getBean(Slow.class).awaitStart());
    long start = System.nanoTime();
    context.close();
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
    try (ConfigurableApplicationContext later = start(Map.of())) {
      later.getBean(Slow.class).end();
      assertEquals(
          JobState.DONE,
          later.getBean(Dispatcherd.class).jobs().await(submission.uuid(), LIMIT).state());
    }
  }

  @Test
  void aContextThatIsPausedTakesNothingAndGoesOnLater() {
    try (ConfigurableApplicationContext context = start(Map.of())) {
      run(context);
      context.stop();
      Submission waiting = context.getBean(Dispatcherd.class).submit(Slow::thread);
      assertEquals(
          JobState.HELD,
          context.getBean(Dispatcherd.class).jobs().find(waiting.uuid()).orElseThrow().state());
      context.start();
      assertEquals(JobState.DONE, waiting.await(LIMIT).state());
    }
  }

  @Test
  void twoContextsInOneJvmWorkSideBySide() {
    try (ConfigurableApplicationContext first = start(Map.of());
        ConfigurableApplicationContext second = start(Map.of())) {
      assertEquals(2, first.getBean(Dispatcherd.class).queues().nodes().size());
      run(first);
      first.stop();
      run(second);
    }
  }

  @Test
  void aContextThatIsClosedLeavesNoThread() {
    start(Map.of()).close();
    Set<String> before = threads();
    for (int i = 0; i < 3; i++) {
      try (ConfigurableApplicationContext context = start(Map.of())) {
        run(context);
      }
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Set<String> left = threads();
              left.removeAll(before);
              assertEquals(Set.of(), left);
            });
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("ForkJoinPool") && !name.startsWith("awaitility"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A task without a bean. */
  public static class Loaded {
    @Task
    public static String loader() {
      return String.valueOf(Thread.currentThread().getContextClassLoader());
    }
  }

  /** As devtools do it: the application's classes in a loader of their own, thrown away. */
  @Test
  void aServiceThatHasStoppedLetsGoOfTheApplicationsClasses() throws Exception {
    WeakReference<ClassLoader> old = runInLoaderOfItsOwn();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              System.gc();
              assertNull(old.get());
            });
  }

  private static WeakReference<ClassLoader> runInLoaderOfItsOwn() throws Exception {
    Settings settings =
        Settings.fromMap(
            Map.of("version", 2, "brokers", Map.of("memory_queue", Map.of("queue", "restart"))));
    try (RestartLoader loader = new RestartLoader(ServiceLifecycleTest.class.getClassLoader())) {
      Class<?> tasks = loader.loadClass(Loaded.class.getName());
      assertEquals(loader, tasks.getClassLoader());
      CompletableFuture<TaskResult> ended = new CompletableFuture<>();
      ServiceLifecycle lifecycle =
          new ServiceLifecycle(
              () ->
                  DispatcherService.builder()
                      .settings(settings)
                      .threads()
                      .classLoader(loader)
                      .tasks(tasks)
                      .observer(
                          (message, outcome, result) -> ended.complete(result.orElseThrow())));
      lifecycle.start();
      try (Dispatcherd dispatcherd = Dispatcherd.fromSettings(settings)) {
        dispatcherd.task(Loaded.class.getName() + ".loader").submit();
      }
      String where = String.valueOf(ended.get(20, TimeUnit.SECONDS).value());
      assertTrue(where.contains(RestartLoader.class.getName()), where);
      lifecycle.destroy();
      return new WeakReference<>(loader);
    }
  }

  /** Loads the classes of this package itself. */
  private static final class RestartLoader extends URLClassLoader {
    private static final String OWN = Loaded.class.getName();

    RestartLoader(ClassLoader parent) {
      super(new URL[0], parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null
            ? loaded
            : OWN.equals(name) ? load(name) : super.loadClass(name, resolve);
      }
    }

    private Class<?> load(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (java.io.IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
