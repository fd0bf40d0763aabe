package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.pgnotify.PgNotifyBroker;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in a queue what old publishers send over {@code pg_notify}: once by its uuid, however many
 * services listen. One thread of its own receives and stores; what can't be stored at the moment is
 * tried again until it is, while later messages wait in the server.
 */
final class Bridge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Bridge.class);
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration CHUNKS_WITHIN = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 1000;
  private static final long LAST_MILLIS = 5000;

  private final PgNotifyBroker channels;
  private final Map<String, String> queues;
  private final Consumer<List<Outgoing>> store;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** Messages in parts. Owned by the thread. */
  private final ChunkAssembler chunks = new ChunkAssembler(CHUNKS_WITHIN);

  /**
   * Begins to listen.
   *
   * @param channels listens on the channels; it is closed with this
   * @param queues the queue of each channel
   * @param store stores messages, or throws a {@link BrokerException}
   */
  Bridge(PgNotifyBroker channels, Map<String, String> queues, Consumer<List<Outgoing>> store) {
    this.channels = channels;
    this.queues = Map.copyOf(queues);
    this.store = store;
    thread = new Thread(this::listen, "pg_queue-bridge");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    try {
      while (!isClosed()) {
        try (Subscription subscription = channels.subscribe()) {
          log.info("Tasks of the channels {} are kept in queues", queues.keySet());
          while (!isClosed()) {
            for (Received received : subscription.receive(Subscription.ALL, WAIT)) {
              // What isn't signed as it should be has been logged where it was checked.
              if (received instanceof Delivery delivery) {
                take(delivery);
              }
            }
            chunks.expire(Instant.now());
          }
        } catch (BrokerException e) {
          if (!isClosed()) {
            log.warn(
                "Not listening on the channels {}, what is sent there now is lost: {}",
                queues.keySet(),
                e.getMessage());
          }
        }
        if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Delivery delivery) throws InterruptedException {
    try {
      String text = delivery.payload();
      Message message = MessageDecoder.decode(text);
      if (message instanceof Chunk chunk) {
        if (!(chunks.add(chunk, delivery, Instant.now())
            instanceof ChunkAssembler.Complete whole)) {
          return;
        }
        text = whole.text();
        message = MessageDecoder.decode(text);
      }
      // Commands are for services that listen there themselves.
      if (message instanceof TaskMessage task) {
        keep(delivery.channel(), text, task.uuid());
      }
    } catch (MessageFormatException e) {
      log.warn("A message on the channel {} is no task: {}", delivery.channel(), e.getMessage());
    }
  }

  private void keep(String channel, String text, @Nullable String uuid)
      throws InterruptedException {
    String queue = queues.get(channel);
    if (queue == null) {
      return;
    }
    Outgoing task = new Outgoing(queue, text, Optional.empty(), uuid != null);
    do {
      try {
        store.accept(List.of(task));
        return;
      } catch (BrokerException e) {
        log.warn("A task of the channel {} waits to be kept: {}", channel, e.getMessage());
      }
    } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    log.error("A task of the channel {} is lost: the service stopped before it was kept", channel);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    channels.close();
    try {
      thread.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
