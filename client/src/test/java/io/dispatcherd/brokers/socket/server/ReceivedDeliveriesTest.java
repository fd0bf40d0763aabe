package io.dispatcherd.brokers.socket.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.BrokerException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceivedDeliveriesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ReceivedDeliveries inbox = new ReceivedDeliveries(1 << 20, () -> {});

  @Test
  void whatCameBeforeItWasClosedCanStillBeTaken() throws Exception {
    SocketDelivery delivery = delivery();
    inbox.add(List.of(delivery));

    inbox.close();

    assertEquals(List.of(delivery), inbox.take(SOON));
    assertEquals(List.of(), inbox.take(SOON));
  }

  @Test
  void whatCameBeforeAFailureCanStillBeTaken() throws Exception {
    SocketDelivery delivery = delivery();
    inbox.add(List.of(delivery));

    inbox.fail(new BrokerException("broken"));

    assertEquals(List.of(delivery), inbox.take(SOON));
    assertThrows(BrokerException.class, () -> inbox.take(SOON));
  }

  @SuppressWarnings("NullAway") // nobody asks for its client here
  private static SocketDelivery delivery() {
    return new SocketDelivery(null, "any", "{}");
  }
}
