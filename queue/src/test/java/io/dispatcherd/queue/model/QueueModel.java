package io.dispatcherd.queue.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to jobs, said as plainly as it can be: no clock, no locks, one thing at a time.
 */
final class QueueModel {
  static final int DEFAULT_ATTEMPTS = 20;

  /** How a run may end here: its pause is until time passes, or it is the last one. */
  enum End {
    DONE("done", false, true),
    FAILED("", true, true),
    FAILED_LAST("dead", false, true),
    TIMED_OUT("", true, true),
    SNOOZED("", true, false),
    ABANDONED("", true, true),
    CANCELLED("cancelled", false, true),
    GIVEN_BACK("", true, false);

    final String place;
    final boolean again;
    final boolean counted;

    End(String place, boolean again, boolean counted) {
      this.place = place;
      this.again = again;
      this.counted = counted;
    }
  }

  static final class Job {
    final int number;
    final String uuid;
    final String task;
    final int priority;
    final @Nullable Integer maxAttempts;
    final @Nullable String rule;
    final @Nullable String key;
    String place = "";
    int attempt;
    @Nullable Integer granted;
    boolean due;
    boolean lostLast;
    @Nullable Run run;

    Job(
        int number,
        String uuid,
        String task,
        int priority,
        @Nullable Integer maxAttempts,
        @Nullable String rule,
        @Nullable String key) {
      this.number = number;
      this.uuid = uuid;
      this.task = task;
      this.priority = priority;
      this.maxAttempts = maxAttempts;
      this.rule = rule;
      this.key = key;
    }

    int most() {
      return granted != null ? granted : maxAttempts != null ? maxAttempts : DEFAULT_ATTEMPTS;
    }
  }

  /** One job's part in a claim. */
  static final class Run {
    final Job job;
    final int service;
    boolean cancelled;

    Run(Job job, int service) {
      this.job = job;
      this.service = service;
    }
  }

  private static final Comparator<Job> ORDER =
      Comparator.<Job>comparingInt(job -> -job.priority).thenComparingInt(job -> job.number);

  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, Job> owners = new HashMap<>();
  private final Set<String> declared = new HashSet<>();
  private final Map<Integer, Set<String>> tasksOf = new TreeMap<>();
  private final Set<Integer> beating = new HashSet<>();
  private final Set<Integer> expired = new HashSet<>();
  boolean paused;

  void start(int service, Set<String> tasks) {
    tasksOf.put(service, tasks);
    declared.addAll(tasks);
    beating.add(service);
  }

  Set<String> tasks(int service) {
    return tasksOf.getOrDefault(service, Set.of());
  }

  boolean beat(int service) {
    expired.remove(service);
    return beating.contains(service);
  }

  void expire(int service) {
    if (beating.contains(service)) {
      expired.add(service);
    }
  }

  Optional<Job> find(String uuid) {
    return jobs.stream().filter(job -> job.uuid.equals(uuid)).findFirst();
  }

  void submit(Job job, boolean delayed) {
    jobs.add(job);
    if (delayed) {
      job.place = "later";
    } else if (!declared.contains(job.task)) {
      job.place = "undeclared";
    } else {
      admit(job, job.rule);
    }
  }

  private void admit(Job job, @Nullable String rule) {
    Job owner = job.key == null ? job : owners.computeIfAbsent(job.key, free -> job);
    boolean oneWaits =
        jobs.stream().anyMatch(other -> other.place.equals("duplicate") && sameKey(other, job));
    if (owner == job) {
      job.place = "ready";
    } else if ("serial".equals(rule) || ("queue_one".equals(rule) && !oneWaits)) {
      job.place = "duplicate";
    } else {
      job.place = "discarded";
      job.lostLast = false;
    }
  }

  private static boolean sameKey(Job one, Job other) {
    return one.key != null && one.key.equals(other.key);
  }

  private void release(Job job) {
    if (job.key != null && owners.remove(job.key, job)) {
      jobs.stream()
          .filter(other -> other.place.equals("duplicate") && sameKey(other, job))
          .min(ORDER)
          .ifPresent(next -> admit(next, next.rule));
    }
  }

  void passTime() {
    in("later").forEach(job -> job.due = true);
    promote();
  }

  private List<Job> in(String place) {
    return jobs.stream().filter(job -> job.place.equals(place)).toList();
  }

  private void promote() {
    for (Job job : in("later")) {
      if (job.due) {
        job.due = false;
        admit(job, job.rule);
      }
    }
  }

  void adopt(int service) {
    for (Job job : in("undeclared")) {
      if (tasks(service).contains(job.task)) {
        admit(job, job.rule);
      }
    }
  }

  List<Run> claim(int service, int most) {
    if (!beating.contains(service) || expired.contains(service)) {
      return List.of();
    }
    promote();
    if (paused) {
      return List.of();
    }
    List<Run> runs = new ArrayList<>();
    for (Job job : in("ready").stream().sorted(ORDER).toList()) {
      if (runs.size() < most && tasks(service).contains(job.task)) {
        Run run = new Run(job, service);
        job.place = "running";
        job.run = run;
        runs.add(run);
      }
    }
    return runs;
  }

  /** Whether the end counts. */
  boolean end(Run run, End how) {
    Job job = run.job;
    if (job.run != run) {
      return false;
    }
    job.run = null;
    boolean wasLost = job.lostLast;
    job.lostLast = how == End.ABANDONED && !run.cancelled;
    job.attempt += how.counted || (run.cancelled && how != End.GIVEN_BACK) ? 1 : 0;
    if (how.again && run.cancelled) {
      job.place = "cancelled";
      release(job);
    } else if (how == End.GIVEN_BACK) {
      job.place = "ready";
    } else if (how.again) {
      job.place = "later";
      job.due = how == End.ABANDONED && !wasLost;
      if ("serial".equals(job.rule)) {
        release(job);
      }
    } else {
      job.place = how.place;
      release(job);
    }
    return true;
  }

  void rescue(int by) {
    List<Integer> gone = expired.stream().filter(service -> service != by).toList();
    gone.forEach(beating::remove);
    expired.removeAll(gone);
    recover(gone);
  }

  void leave(int service) {
    beating.remove(service);
    expired.remove(service);
    recover(List.of(service));
  }

  private void recover(List<Integer> gone) {
    for (Job job : in("running")) {
      Run run = job.run;
      if (run == null || !gone.contains(run.service)) {
        continue;
      }
      job.run = null;
      job.attempt++;
      boolean wasLost = job.lostLast;
      job.lostLast = !run.cancelled;
      if (run.cancelled || job.attempt >= job.most()) {
        job.place = run.cancelled ? "cancelled" : "dead";
      } else {
        job.place = "later";
        job.due = !wasLost;
      }
    }
    // All at once: what is lost doesn't get the key of another that is lost.
    for (Job job : jobs) {
      boolean keeps = Set.of("ready", "running").contains(job.place);
      boolean waits = job.place.equals("later") && !"serial".equals(job.rule);
      if (job.key != null && owners.get(job.key) == job && !keeps && !waits) {
        release(job);
      }
    }
    promote();
  }

  boolean cancel(Job job) {
    if (job.run != null) {
      job.run.cancelled = true;
      return true;
    }
    if (!Set.of("ready", "later", "undeclared", "duplicate").contains(job.place)) {
      return false;
    }
    job.place = "cancelled";
    job.due = false;
    job.lostLast = false;
    release(job);
    return true;
  }

  boolean retry(Job job) {
    if (!Set.of("later", "dead", "cancelled").contains(job.place)) {
      return false;
    }
    job.granted = job.attempt + (job.maxAttempts != null ? job.maxAttempts : DEFAULT_ATTEMPTS);
    job.due = false;
    admit(job, "serial");
    return true;
  }

  boolean delete(Job job) {
    if (job.run != null) {
      return false;
    }
    jobs.remove(job);
    release(job);
    return true;
  }

  /** The uuid, place and attempt of every job, by uuid. */
  List<String> places() {
    return jobs.stream()
        .map(job -> job.uuid + " " + job.place + " " + job.attempt)
        .sorted()
        .toList();
  }
}
