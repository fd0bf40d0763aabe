package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.postgres.connection.ListeningConnection;
import io.dispatcherd.postgres.connection.Notify;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;

/** One connection that listens on the service's channels and checks itself. */
final class PgNotifySubscription implements Subscription {
  private final ListeningConnection connection;
  private final String selfCheckChannel;
  private final SelfCheck selfCheck;
  private final Duration selfCheckLimit;
  private final NotificationQueue queue;
  private final Signing signing;
  private final Map<String, Runnable> signals;
  private final Consumer<Outgoing> replies;
  private final BiFunction<String, String, Delivery> toDelivery = PgNotifyDelivery::new;

  /** Why the connection is broken, once it is. */
  private @Nullable SQLException failure;

  /**
   * @param selfCheckChannel which the connection listens on too
   * @param selfCheckLimit how long sending a self-check may take, and then its way back
   * @param queue is told how full the server's queue is
   * @param signing checks messages on the service's channels
   * @param signals what to run for each notification on these channels, in place of a delivery
   * @param replies sends a reply
   */
  PgNotifySubscription(
      ListeningConnection connection,
      String selfCheckChannel,
      SelfCheck selfCheck,
      Duration selfCheckLimit,
      NotificationQueue queue,
      Signing signing,
      Map<String, Runnable> signals,
      Consumer<Outgoing> replies) {
    this.connection = connection;
    this.selfCheckChannel = selfCheckChannel;
    this.selfCheck = selfCheck;
    this.selfCheckLimit = selfCheckLimit;
    this.queue = queue;
    this.signing = signing;
    this.signals = signals;
    this.replies = replies;
  }

  @Override
  public List<Received> receive(int most, Duration atMost) throws InterruptedException {
    long start = System.nanoTime();
    while (!connection.isClosed()) {
      if (Thread.interrupted()) {
        // A virtual thread's interrupt breaks the connection that it waits on.
        throw (InterruptedException) new InterruptedException().initCause(failure);
      }
      if (failure != null) {
        throw new BrokerException(
            "pg_notify: the listening connection broke: " + failure.getMessage(), failure);
      }
      Duration left = atMost.minusNanos(System.nanoTime() - start);
      Duration wait =
          left.isNegative() ? Duration.ZERO : selfCheck.untilNextStep(System.nanoTime(), left);
      List<Received> received = receiveOnce(wait);
      if (!received.isEmpty() || left.isNegative() || left.isZero()) {
        return received;
      }
    }
    return List.of();
  }

  /** A failure is kept for the next time, so that what has arrived before it isn't lost with it. */
  private List<Received> receiveOnce(Duration wait) {
    List<Received> arrived = new ArrayList<>();
    try {
      arrived.addAll(sortOut(connection.receive(wait)));
      sendCheckIfDue();
      lookAtQueueIfDue();
    } catch (SQLException e) {
      failure = e;
      arrived.addAll(sortOut(connection.arrived()));
    }
    if (arrived.isEmpty() && failure == null && selfCheck.isOverdue(System.nanoTime())) {
      throw new BrokerException(
          "pg_notify: a self-check did not come back within "
              + selfCheckLimit
              + ", the listening connection is broken");
    }
    return arrived;
  }

  private List<Received> sortOut(List<PGNotification> notifications) {
    List<Received> deliveries = new ArrayList<>(notifications.size());
    long now = System.nanoTime();
    for (PGNotification notification : notifications) {
      if (notification.getName().equals(selfCheckChannel)) {
        selfCheck.returned(now);
      } else {
        selfCheck.heard(now);
        Runnable signal = signals.get(notification.getName());
        if (signal != null) {
          signal.run();
        } else {
          deliveries.add(
              signing.check(notification.getName(), notification.getParameter(), toDelivery));
        }
      }
    }
    return deliveries;
  }

  private void sendCheckIfDue() throws SQLException {
    if (selfCheck.isDue(System.nanoTime())) {
      selfCheck.sent(System.nanoTime());
      connection.send(selfCheckMessage(), selfCheckLimit);
    }
  }

  private void lookAtQueueIfDue() throws SQLException {
    if (queue.isDue(System.nanoTime())) {
      queue.seen(connection.queueUsage(), System.nanoTime());
    }
  }

  /** Unsigned: any notification proves that the connection delivers, no matter who sent it. */
  private Notify selfCheckMessage() {
    return new Notify(
        List.of(new Outgoing(selfCheckChannel, "{\"self_check\":true}")), Signing.NONE);
  }

  @Override
  public void close() {
    queue.lost();
    connection.close();
  }

  /** PostgreSQL keeps nothing, so there is nobody to tell what became of it. */
  private final class PgNotifyDelivery implements Delivery {
    private final String channel;
    private final String payload;

    PgNotifyDelivery(String channel, String payload) {
      this.channel = channel;
      this.payload = payload;
    }

    @Override
    public String channel() {
      return channel;
    }

    @Override
    public String payload() {
      return payload;
    }

    @Override
    public void reply(String replyTo, String reply) {
      try {
        replies.accept(new Outgoing(replyTo, reply));
      } catch (IllegalArgumentException e) {
        throw new BrokerException("pg_notify: no reply is possible: " + e.getMessage(), e);
      }
    }

    @Override
    public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
      return ACKNOWLEDGED;
    }

    /** The channel and the size only: the payload may be confidential. */
    @Override
    public String toString() {
      return payload.length() + " characters from " + channel;
    }
  }
}
