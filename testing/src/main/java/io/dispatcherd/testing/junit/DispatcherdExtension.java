package io.dispatcherd.testing.junit;

import io.dispatcherd.testing.brokers.MemoryBroker;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a service of its own, in the same JVM: as a parameter of type {@link
 * TestService}, and its clock as one of type {@link TestClock}. The service starts when it is first
 * asked for, and is stopped after the test.
 *
 * <pre>{@code
 * @ExtendWith(DispatcherdExtension.class)
 * class ReportsTest {
 *   @Test
 *   void monthlyReportsCountTheTeams(TestService service) {
 *     Submission report = service.submit(Reports::monthly, YearMonth.of(2026, 3), List.of("a"));
 *     service.drain();
 *     service.ending(report).assertReturned(1);
 *   }
 * }
 * }</pre>
 *
 * <p>To configure it, register it as a field: {@code @RegisterExtension final DispatcherdExtension
 * dispatcherd = new DispatcherdExtension().withWorkers(1);}
 *
 * <p>Immutable.
 */
public final class DispatcherdExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(DispatcherdExtension.class);
  private static final int WORKERS = 4;

  private final int workers;
  private final @Nullable Instant start;
  private final Map<String, Object> sections;

  /** Four workers, no schedules, a clock that shows the present. */
  public DispatcherdExtension() {
    this(WORKERS, null, Map.of());
  }

  private DispatcherdExtension(int workers, @Nullable Instant start, Map<String, Object> sections) {
    this.workers = workers;
    this.start = start;
    this.sections = sections;
  }

  /** At most this many tasks at once; 1 for tasks in the order in which they were submitted. */
  public DispatcherdExtension withWorkers(int count) {
    return new DispatcherdExtension(count, start, sections);
  }

  /** With a clock that shows this moment at first. */
  public DispatcherdExtension startingAt(Instant moment) {
    return new DispatcherdExtension(workers, moment, sections);
  }

  /**
   * With a section of the configuration, such as {@code producers} or {@code worker}, written as in
   * the configuration's file. It replaces what this extension has there.
   */
  public DispatcherdExtension withSection(String name, Map<String, ?> content) {
    Map<String, Object> all = new LinkedHashMap<>(sections);
    all.put(name, content);
    return new DispatcherdExtension(workers, start, all);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestService.class || type == TestClock.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestService service = service(context);
    return parameter.getParameter().getType() == TestClock.class ? service.clock() : service;
  }

  /** The one of this test; the store closes it when the test is over. */
  private TestService service(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            TestService.class,
            key -> TestService.start(configuration(), clock()),
            TestService.class);
  }

  private TestClock clock() {
    return new TestClock(start == null ? Instant.now() : start);
  }

  /** A configuration with a broker of its own. */
  Map<String, Object> configuration() {
    Map<String, Object> producers = new LinkedHashMap<>();
    producers.put("ControlProducer", null);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", 2);
    root.put(
        "brokers",
        Map.of(MemoryBroker.class.getName(), Map.of("name", UUID.randomUUID().toString())));
    root.put(
        "service",
        Map.of(
            "process_manager_cls",
            "ThreadManager",
            "pool_kwargs",
            Map.of("max_workers", workers, "shutdown_wait", 0, "cancel_wait", 1)));
    root.put("producers", producers);
    root.putAll(sections);
    return root;
  }
}
