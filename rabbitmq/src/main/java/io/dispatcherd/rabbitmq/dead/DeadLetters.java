package io.dispatcherd.rabbitmq.dead;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.rabbitmq.connection.Connections;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.connection.Letter;
import io.dispatcherd.rabbitmq.connection.Publisher;
import io.dispatcherd.rabbitmq.node.Letters;
import io.dispatcherd.rabbitmq.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue of dead letters, which can be read only by taking all out and giving back what stays.
 * One at a time does so, over all programs: a queue that only one connection can have is the lock.
 * If the program dies meanwhile, the server puts back what it had. Thread-safe.
 */
public final class DeadLetters {
  /** So many come ahead of what is looked at. */
  private static final int AHEAD = 500;

  private static final Duration TURN = Duration.ofSeconds(10);
  private static final Duration LOCK_PAUSE = Duration.ofMillis(50);
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final int LOCKED = 405;

  /** What becomes of a letter. */
  enum Fate {
    KEPT,
    DELETED,
    RETRIED
  }

  /** Looks at letters, the oldest first. */
  @FunctionalInterface
  interface Visitor {
    /** What becomes of this one; null: it is kept, and no more are looked at. */
    @Nullable Fate see(DeadLetter letter);
  }

  /** What a broker reads and sends them with. */
  public record Parts(
      Connections connections,
      Topology topology,
      Letters letters,
      Publisher publisher,
      Signing signing) {}

  private final Parts parts;

  /** Lets one thread look at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Connects to nothing yet. */
  public DeadLetters(Parts parts) {
    this.parts = parts;
  }

  /** Looks at all, one after the other, and does with each what the visitor says. */
  void visit(Visitor visitor) {
    parts.topology().ensureDead();
    lock.lock();
    try (Connection connection = parts.connections().open("dead letters")) {
      takeTurn(connection);
      new Visit(connection).run(visitor);
    } catch (IOException | ShutdownSignalException e) {
      throw new BrokerException(
          "%s: the dead letters can't be read: %s"
              .formatted(parts.connections().name(), Failures.words(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted while looking at dead letters").initCause(e);
    } finally {
      lock.unlock();
    }
  }

  /** It ends with the connection. */
  private void takeTurn(Connection connection) throws IOException, InterruptedException {
    String turn = parts.topology().names().deadTurn();
    long end = System.nanoTime() + TURN.toNanos();
    while (true) {
      Channel channel = connection.createChannel();
      try {
        channel.queueDeclare(turn, false, true, true, Map.of());
        return;
      } catch (IOException e) {
        if (Failures.code(e) != LOCKED || System.nanoTime() - end > 0) {
          throw e;
        }
      }
      // The server tells nobody when the other one has gone.
      LockSupport.parkNanos(LOCK_PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** One look, over a channel of its own. */
  private final class Visit {
    private final Channel channel;
    private final String queue = parts.topology().names().dead();
    private final BlockingQueue<Delivery> come = new LinkedBlockingQueue<>();
    private int asked;

    Visit(Connection connection) throws IOException {
      channel = connection.createChannel();
    }

    void run(Visitor visitor) throws IOException, InterruptedException {
      long number = channel.messageCount(queue);
      try {
        for (long seen = 0; seen < number; seen++) {
          Delivery next = next(seen);
          if (next == null) {
            return;
          }
          DeadLetter letter = DeadLetter.of(next.getProperties(), next.getBody(), parts.signing());
          Fate fate = visitor.see(letter);
          if (fate == null) {
            return;
          }
          if (fate == Fate.RETRIED) {
            // Taken from here once it is stored there: it may be there twice, but is never lost.
            parts.publisher().sendAndWait(List.of(revived(letter)));
          }
          if (fate != Fate.KEPT) {
            channel.basicAck(next.getEnvelope().getDeliveryTag(), false);
          }
        }
      } finally {
        giveBack();
      }
    }

    /** A consumer's bound can't be raised: each one brings so many, and another one the next. */
    private @Nullable Delivery next(long seen) throws IOException, InterruptedException {
      if (seen == asked) {
        asked += AHEAD;
        channel.basicQos(AHEAD);
        channel.basicConsume(queue, false, new Reader());
      }
      Delivery next = come.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null && !channel.isOpen()) {
        throw new IOException("the connection was lost");
      }
      return next;
    }

    private void giveBack() throws IOException {
      if (channel.isOpen()) {
        channel.basicNack(0, true, true);
        // An answer says that they are back.
        long unused = channel.messageCount(queue);
      }
    }

    private final class Reader extends DefaultConsumer {
      Reader() {
        super(channel);
      }

      @Override
      public void handleDelivery(
          String tag, Envelope envelope, BasicProperties properties, byte[] body) {
        come.add(new Delivery(envelope, properties, body));
      }
    }
  }

  private Letter revived(DeadLetter letter) {
    return parts.letters().revived(letter.queue(), letter.properties(), letter.body());
  }
}
