package io.dispatcherd.rabbitmq.results;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobTimeoutException;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.rabbitmq.connection.Connections;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.topology.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of one program, to which services send how the tasks ended that it has submitted. The
 * queue outlives its connection, so that nothing is missed that comes while it is opened anew; half
 * an hour after the program has died, the server deletes it. Thread-safe.
 */
public final class ReplyQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplyQueue.class);

  /** So many are kept for whoever may ask for them; then the oldest ones go. */
  private static final int MOST_KEPT = 10_000;

  private static final long MOST_CHARACTERS = 1 << 25;
  private static final int AHEAD = 1_000;
  private static final Duration EXPIRES = Duration.ofMinutes(30);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final Connections connections;
  private final Signing signing;
  private final String queue;

  /** Guards all that follows; held while a connection is opened. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  /** By their uuids, the oldest first. */
  private final Map<String, Job> ended = new LinkedHashMap<>();

  /** How many characters these have together. */
  private long kept;

  private @Nullable Connection connection;

  /** The server has deleted the queue, or lost the node that had it. */
  private boolean gone;

  private boolean closed;

  /** Opens nothing yet. */
  public ReplyQueue(Connections connections, Names names, Signing signing) {
    this.connections = connections;
    this.signing = signing;
    queue = names.reply();
  }

  /**
   * Where replies are to go. They are received from now on.
   *
   * @throws BrokerException if the queue can't be opened
   */
  public String open() {
    lock.lock();
    try {
      if (closed) {
        throw new BrokerException(connections.name() + ": the broker is closed");
      }
      Connection known = connection;
      if (known != null && gone) {
        known.abort();
      }
      if (known == null || !known.isOpen()) {
        gone = false;
        connection = opened();
      }
      return queue;
    } finally {
      lock.unlock();
    }
  }

  private Connection opened() {
    Connection opened = connections.open("results");
    try {
      Channel channel = opened.createChannel();
      channel.queueDeclare(queue, true, false, false, Map.of("x-expires", EXPIRES.toMillis()));
      channel.basicQos(AHEAD);
      channel.basicConsume(queue, false, new Reader(channel));
      opened.addShutdownListener(cause -> wake());
      return opened;
    } catch (IOException | ShutdownSignalException e) {
      opened.abort();
      throw new BrokerException(
          "%s: the queue for results can't be opened: %s"
              .formatted(connections.name(), Failures.words(e)),
          e);
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it is known how a task ended, which this program has submitted.
   *
   * @throws JobTimeoutException if it isn't in time
   */
  public Job await(String uuid, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    lock.lock();
    try {
      while (true) {
        Job known = ended.get(uuid);
        if (known != null) {
          return known;
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new JobTimeoutException(
              "%s: it isn't known after %s how %s ended"
                  .formatted(connections.name(), atMost, uuid));
        }
        long unused = changed.awaitNanos(isOpened() ? left : Math.min(left, pause()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted while waiting for a result").initCause(e);
    } finally {
      lock.unlock();
    }
  }

  private static long pause() {
    return AFTER_FAILURE.toNanos();
  }

  private boolean isOpened() {
    if (closed) {
      throw new BrokerException(connections.name() + ": the broker is closed");
    }
    try {
      String same = open();
      return same.equals(queue);
    } catch (BrokerException e) {
      log.debug("The queue for results can't be opened, which is tried again", e);
      return false;
    }
  }

  private void arrived(String text) {
    List<String> verified = signing.verifyReplies(queue, List.of(text));
    for (String each : verified) {
      try {
        keep(EndedTask.job(each));
      } catch (MessageFormatException e) {
        log.warn("{}: a result can't be read: {}", connections.name(), e.getMessage());
      }
    }
  }

  private void keep(Job job) {
    lock.lock();
    try {
      forget(job.uuid());
      ended.put(job.uuid(), job);
      kept += size(job);
      while (ended.size() > MOST_KEPT || (kept > MOST_CHARACTERS && ended.size() > 1)) {
        forget(ended.keySet().iterator().next());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void forget(String uuid) {
    Job known = ended.remove(uuid);
    if (known != null) {
      kept -= size(known);
    }
  }

  private static int size(Job job) {
    return job.resultJson().map(String::length).orElse(0);
  }

  /** Deletes the queue: nobody waits any more. */
  @Override
  public void close() {
    Connection last;
    lock.lock();
    try {
      closed = true;
      last = connection;
      connection = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (last == null) {
      return;
    }
    try {
      last.createChannel().queueDelete(queue);
    } catch (IOException | ShutdownSignalException e) {
      log.debug("{}: the queue for results is left to expire", connections.name(), e);
    }
    last.abort();
  }

  private final class Reader extends DefaultConsumer {
    Reader(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) throws IOException {
      arrived(new String(body, StandardCharsets.UTF_8));
      getChannel().basicAck(envelope.getDeliveryTag(), false);
    }

    @Override
    public void handleCancel(String tag) {
      lock.lock();
      try {
        gone = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
