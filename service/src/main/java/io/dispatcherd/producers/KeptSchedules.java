package io.dispatcherd.producers;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.ScheduleKeeper;
import io.dispatcherd.brokers.ScheduleKeeper.Due;
import io.dispatcherd.brokers.ScheduleKeeper.DueSchedule;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.threads.VirtualThreads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Heeds the schedules that a broker keeps, together with all other services: each has the moments
 * submitted that have come and that no other has been faster with. Goes by the broker's clock only.
 *
 * <p>One virtual thread asks the broker. While the broker is away it asks on; what was missed is
 * made up for by the rule of each schedule.
 */
public final class KeptSchedules implements Producer {
  /**
   * What a service writes when it starts.
   *
   * @param source {@code file} or {@code task}
   */
  public record Declared(ScheduleEntry entry, String source) {}

  private static final Logger log = LoggerFactory.getLogger(KeptSchedules.class);

  /** The longest wait without a look: somebody may have changed a schedule. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final ScheduleKeeper keeper;
  private final List<Declared> declared;
  private final ProducerStatus status = new ProducerStatus();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** Owned by the thread. */
  private boolean isDeclared;

  /** Whether the latest look failed. Owned by the thread. */
  private boolean isAway;

  /**
   * Heeds a broker's schedules.
   *
   * @param broker its name in the configuration
   * @param declared what the broker is told first
   */
  public KeptSchedules(String broker, ScheduleKeeper keeper, List<Declared> declared) {
    name = "schedules-" + broker;
    this.keeper = keeper;
    this.declared = List.copyOf(declared);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletableFuture<Void> start(MessageSink sink) {
    status.started();
    Thread started = VirtualThreads.named(name).newThread(this::run);
    started.start();
    thread = started;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void stop() {
    stopped.countDown();
    Thread started = thread;
    if (started != null) {
      try {
        // A call under way is bounded by the broker.
        started.join(Duration.ofMinutes(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Map<String, Object> status() {
    return status.asMap();
  }

  private void run() {
    try {
      Duration wait = Duration.ZERO;
      while (!stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        wait = look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to wait for the next look. */
  private Duration look() {
    try {
      declare();
      Due due = keeper.due();
      if (isAway) {
        log.info("The schedules of {} can be reached again", name);
        isAway = false;
      }
      boolean failed = false;
      for (DueSchedule schedule : due.schedules()) {
        failed |= !isHeeded(schedule);
      }
      if (!due.schedules().isEmpty()) {
        return failed ? AFTER_FAILURE : Duration.ZERO;
      }
      return due.untilNext()
          .filter(wait -> wait.compareTo(LONGEST_WAIT) < 0)
          .map(wait -> wait.plusMillis(1))
          .orElse(LONGEST_WAIT);
    } catch (BrokerException e) {
      if (!isAway) {
        log.warn("The schedules of {} wait for their broker: {}", name, e.getMessage());
      }
      isAway = true;
    } catch (RuntimeException e) {
      log.error("A look at the schedules of {} failed", name, e);
    }
    return AFTER_FAILURE;
  }

  private void declare() {
    if (isDeclared) {
      return;
    }
    for (Declared each : declared) {
      ScheduleEntry entry = each.entry();
      List<String> changes = keeper.put(entry, each.source());
      if (changes.contains("created")) {
        log.info("The schedule {} of {} is kept from now on", entry.name(), entry.task());
      } else if (!changes.isEmpty()) {
        log.warn(
            "The schedule {} is changed to what this service's {} says: {}",
            entry.name(),
            each.source().equals("task") ? "task" : "file",
            String.join(", ", changes));
      }
    }
    isDeclared = true;
  }

  /** Whether all went well; one schedule that fails stops no other. */
  private boolean isHeeded(DueSchedule schedule) {
    try {
      DueMoments moments = DueMoments.of(schedule);
      int submitted = keeper.heed(schedule, moments.now(), moments.later());
      for (int i = 0; i < submitted; i++) {
        status.produced();
      }
      return true;
    } catch (IllegalArgumentException e) {
      log.error("The schedule {} has no moments: {}", schedule.name(), e.getMessage());
      keeper.refuse(schedule, String.valueOf(e.getMessage()));
      return true;
    } catch (RuntimeException e) {
      log.error("The schedule {} can't be heeded, it is tried again", schedule.name(), e);
      return false;
    }
  }
}
