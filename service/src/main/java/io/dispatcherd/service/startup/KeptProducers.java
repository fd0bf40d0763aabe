package io.dispatcherd.service.startup;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.SchedulingBroker;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Kept;
import io.dispatcherd.config.ProducersSettings;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.config.StartTask;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.producers.KeptSchedules;
import io.dispatcherd.producers.KeptSchedules.Declared;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.producers.ScheduledProducer;
import io.dispatcherd.producers.StartSubmissions;
import io.dispatcherd.producers.TaskUuids;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The producers for what brokers keep: schedules, and tasks that are submitted at the start. */
final class KeptProducers {
  private final Map<String, Broker> brokers;
  private final ProducersSettings wanted;
  private final List<DeclaredTask> tasks;

  KeptProducers(Map<String, Broker> brokers, ProducersSettings wanted, List<DeclaredTask> tasks) {
    this.brokers = brokers;
    this.wanted = wanted;
    this.tasks = tasks;
  }

  /** By where in the configuration they come from. */
  Map<String, Producer> all() {
    Map<String, List<Declared>> declared = new LinkedHashMap<>();
    brokers.forEach(
        (key, broker) -> {
          if (broker instanceof SchedulingBroker) {
            declared.put(key, new ArrayList<>());
          }
        });
    wanted.scheduled().forEach(task -> task.kept().ifPresent(kept -> add(declared, task, kept)));
    tasks.forEach(task -> add(declared, task));
    Map<String, List<StartTask>> started = started();
    Map<String, Producer> producers = new LinkedHashMap<>();
    brokers.forEach(
        (key, broker) -> {
          if (broker instanceof SchedulingBroker scheduling) {
            producers.put(
                "brokers." + key + " (schedules)",
                new KeptSchedules(
                    key, scheduling.scheduleKeeper(), declared.getOrDefault(key, List.of())));
          }
          List<StartTask> here = started.getOrDefault(key, List.of());
          if (!here.isEmpty()) {
            producers.put(
                "producers.OnStartProducer (" + key + ")",
                new StartSubmissions(key, broker, here, new TaskUuids("on-start")));
          }
        });
    return producers;
  }

  private static void add(Map<String, List<Declared>> declared, ScheduledTask task, Kept kept) {
    List<Declared> entries = declared.get(kept.broker());
    String path = "producers.ScheduledProducer.task_schedule." + task.name();
    if (entries == null) {
      throw new ConfigurationException(
          "%s.broker: %s keeps no schedules; name one that does, such as pg_queue, or leave it out"
              .formatted(path, kept.broker()));
    }
    try {
      requireMoments(task.schedule());
      entries.add(
          new Declared(
              ScheduleEntry.of(task.name(), task.task(), task.schedule())
                  .options(task.options())
                  .missed(kept.missed(), kept.missedBound())
                  .overlap(kept.overlap()),
              "file"));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(path + ": " + e.getMessage());
    }
  }

  /** A task that says itself when it runs. */
  private static void add(Map<String, List<Declared>> declared, DeclaredTask task) {
    if (!(task.defaults().get("cron") instanceof String cron)) {
      return;
    }
    Object named = task.defaults().get("broker");
    Optional<String> key =
        named != null
            ? Optional.of(named.toString())
            : declared.keySet().stream().filter(only -> declared.size() == 1).findFirst();
    List<Declared> entries = key.map(declared::get).orElse(null);
    if (entries == null) {
      throw new ConfigurationException(
          "the task %s has a cron, and there is %s that keeps schedules, as pg_queue does: name one as its broker"
              .formatted(
                  task.name(),
                  named == null && declared.size() > 1
                      ? "more than one broker"
                      : "no such broker"));
    }
    try {
      ZoneId zone =
          task.defaults().get("zone") instanceof String name ? ZoneId.of(name) : ZoneOffset.UTC;
      requireMoments(new Schedule.Cron(cron, zone));
      entries.add(new Declared(ScheduleEntry.cron(task.name(), task.name(), cron, zone), "task"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ConfigurationException(
          "the cron of the task %s can't be used: %s".formatted(task.name(), e.getMessage()));
    }
  }

  private static void requireMoments(Schedule schedule) {
    if (schedule instanceof Schedule.Cron cron) {
      ScheduledProducer.problemWithCron(cron.expression())
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
    }
  }

  private Map<String, List<StartTask>> started() {
    Map<String, List<StartTask>> started = new LinkedHashMap<>();
    for (StartTask task : wanted.onStart()) {
      if (task.broker().isEmpty()) {
        continue;
      }
      String key = task.broker().get();
      Broker broker = brokers.get(key);
      if (broker == null || !broker.capabilities().contains(BrokerCapability.KEEPS_MESSAGES)) {
        throw new ConfigurationException(
            "producers.OnStartProducer.task_list.%s.broker: %s keeps no tasks; name one that does, such as pg_queue, or leave it out"
                .formatted(task.name(), key));
      }
      started.computeIfAbsent(key, absent -> new ArrayList<>()).add(task);
    }
    return started;
  }
}
