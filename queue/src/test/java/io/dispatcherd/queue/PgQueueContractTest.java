package io.dispatcherd.queue;

import static org.awaitility.Awaitility.await;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Subscriber;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.testing.KeepingBrokerContract;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The suite for brokers that keep messages, on the queue. */
@Tag("functional")
class PgQueueContractTest extends KeepingBrokerContract {
  private final QueueDatabase database = QueueDatabase.empty();
  private final Map<Broker, String> nodes = new HashMap<>();

  @Override
  protected Broker open(String channel) {
    String node = "node-" + nodes.size();
    QueueOptions options =
        QueueOptions.defaults()
            .schema(database.schema())
            .queues(Map.of(channel, 1))
            .times(Duration.ofMillis(100), Duration.ofSeconds(15), Duration.ofMillis(100));
    Broker broker = new PgQueueBroker(options, PgQueueBrokerTest.connections());
    nodes.put(broker, node);
    return broker;
  }

  @Override
  protected Subscription subscribe(Broker broker) {
    return broker.subscribe(
        new Subscriber(
            String.valueOf(nodes.get(broker)),
            List.of(new DeclaredTask("contract.task", List.of(), Map.of()))));
  }

  @Override
  protected boolean runOutLeases(Broker holder) throws Exception {
    String of =
        "from \"${schema}\".service s join \"${schema}\".heartbeat h on h.service = s.id where s.node = '%s'"
            .formatted(nodes.get(holder));
    List<String> service = database.rows("select s.id " + of);
    if (!service.isEmpty()) {
      // Others take over before it can renew its lease.
      database.execute("select \"${schema}\".leave(" + service.get(0) + ")");
      await().until(() -> !service.equals(database.rows("select s.id " + of)));
      await().until(() -> !database.rows("select s.id " + of).isEmpty());
    }
    return true;
  }

  @AfterEach
  void drop() throws SQLException {
    for (Broker broker : nodes.keySet()) {
      broker.close();
    }
    database.close();
  }
}
