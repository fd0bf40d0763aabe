package io.dispatcherd.rabbitmq.dead;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Purged;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.rabbitmq.dead.DeadLetters.Fate;
import io.dispatcherd.rabbitmq.results.ReplyQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What RabbitMQ shows of tasks: those that have failed for the last time. The others are in queues,
 * where one can only be taken, and not looked for. Thread-safe.
 */
public final class RabbitMqJobs implements Jobs {
  private static final Comparator<Job> BY_END =
      Comparator.comparing(job -> job.finishedAt().orElse(Instant.EPOCH));

  private final String name;
  private final DeadLetters letters;
  private final Optional<ReplyQueue> replies;

  /**
   * @param name of the broker
   * @param replies what services say of the tasks of this program; empty if it asks for nothing
   */
  public RabbitMqJobs(String name, DeadLetters letters, Optional<ReplyQueue> replies) {
    this.name = name;
    this.letters = letters;
    this.replies = replies;
  }

  @Override
  public Optional<Job> find(String uuid) {
    return found(uuid).map(DeadLetter::job);
  }

  private Optional<DeadLetter> found(String uuid) {
    AtomicReference<@Nullable DeadLetter> found = new AtomicReference<>();
    letters.visit(
        letter -> {
          if (!letter.uuid().equals(uuid)) {
            return Fate.KEPT;
          }
          found.set(letter);
          return null;
        });
    return Optional.ofNullable(found.get());
  }

  @Override
  public Job await(String uuid, Duration atMost) {
    return replies
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    name
                        + ": a task can be waited for only by the program that submits it, and with"
                        + " results: true"))
        .await(uuid, atMost);
  }

  @Override
  public List<Run> runs(String uuid) {
    return find(uuid).stream()
        .map(
            job ->
                new Run(
                    job.attempts(),
                    "failed",
                    job.nodeId(),
                    Optional.empty(),
                    job.finishedAt().orElse(Instant.EPOCH),
                    job.error()))
        .toList();
  }

  @Override
  public Optional<String> message(String uuid) {
    return found(uuid).map(DeadLetter::text);
  }

  @Override
  public List<Job> list(JobFilter filter, int limit) {
    checkDead(filter);
    PriorityQueue<Job> latest = new PriorityQueue<>(BY_END);
    letters.visit(
        letter -> {
          if (letter.matches(filter)) {
            latest.add(letter.job());
            if (latest.size() > limit) {
              latest.remove();
            }
          }
          return Fate.KEPT;
        });
    List<Job> listed = new ArrayList<>(latest);
    listed.sort(BY_END.reversed());
    return listed;
  }

  @Override
  public long count(JobFilter filter, int atMost) {
    checkDead(filter);
    AtomicLong counted = new AtomicLong();
    letters.visit(
        letter -> {
          if (letter.matches(filter) && counted.incrementAndGet() >= atMost) {
            return null;
          }
          return Fate.KEPT;
        });
    return counted.get();
  }

  @Override
  public boolean retry(String uuid) {
    return one(uuid, Fate.RETRIED);
  }

  @Override
  public long retry(JobFilter filter) {
    checkDead(filter);
    return all(filter, Fate.RETRIED);
  }

  /** Nothing that is kept here can be: services are asked, by {@code dispatcherctl cancel}. */
  @Override
  public boolean cancel(String uuid) {
    return false;
  }

  @Override
  public long cancel(JobFilter filter) {
    throw refused("tasks can't be cancelled by what is known of them");
  }

  @Override
  public boolean signal(String uuid, String signal, @Nullable Object value) {
    throw refused("a task takes no signals");
  }

  @Override
  public boolean delete(String uuid) {
    return one(uuid, Fate.DELETED);
  }

  @Override
  public long delete(JobFilter filter) {
    checkDead(filter);
    return all(filter, Fate.DELETED);
  }

  /** Deletes the dead ones with this key; of others RabbitMQ can't tell. */
  @Override
  public Purged purge(String key) {
    return new Purged(all(JobFilter.ALL.key(key), Fate.DELETED), 0);
  }

  private boolean one(String uuid, Fate fate) {
    AtomicLong done = new AtomicLong();
    letters.visit(
        letter -> {
          if (done.get() > 0) {
            return null;
          }
          if (!letter.uuid().equals(uuid)) {
            return Fate.KEPT;
          }
          checkQueue(letter, fate);
          done.incrementAndGet();
          return fate;
        });
    return done.get() > 0;
  }

  private long all(JobFilter filter, Fate fate) {
    AtomicLong done = new AtomicLong();
    letters.visit(
        letter -> {
          if (!letter.matches(filter)) {
            return Fate.KEPT;
          }
          checkQueue(letter, fate);
          done.incrementAndGet();
          return fate;
        });
    return done.get();
  }

  private void checkQueue(DeadLetter letter, Fate fate) {
    if (fate == Fate.RETRIED && letter.queue().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the dead letter %s doesn't say which queue it is from: delete it, or submit its task anew"
              .formatted(name, letter.uuid()));
    }
  }

  private void checkDead(JobFilter filter) {
    if (!filter.state().equals(Optional.of(JobState.DEAD))) {
      throw refused("only dead tasks can be looked through (state dead)");
    }
  }

  private UnsupportedOperationException refused(String what) {
    return new UnsupportedOperationException(
        "%s: %s: RabbitMQ hands its messages over, and shows none; pg_queue keeps tasks and their history"
            .formatted(name, what));
  }
}
