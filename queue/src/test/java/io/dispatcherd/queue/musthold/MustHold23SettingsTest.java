package io.dispatcherd.queue.musthold;

import static io.dispatcherd.queue.TestQueue.TASK;
import static io.dispatcherd.queue.TestQueue.delayed;
import static io.dispatcherd.queue.TestQueue.job;
import static io.dispatcherd.queue.TestQueue.ruled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.QueueStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a login has set, everything works. The driver itself insists on ISO dates. */
@Tag("functional")
class MustHold23SettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "set default_transaction_isolation = serializable",
        "set default_transaction_isolation = 'repeatable read'",
        "set statement_timeout = 2000",
        "set lock_timeout = 2000",
        "set search_path = nowhere",
        "set IntervalStyle = 'sql_standard'",
        "set TimeZone = 'Pacific/Chatham'",
        "set standard_conforming_strings = off",
        "set bytea_output = 'escape'"
      })
  void everythingWorksOverALoginWith(String setting) throws SQLException {
    try (TestQueue queue = TestQueue.open();
        Connection connection = queue.database().connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(setting);
      }
      QueueStore store = queue.store();
      Duration ttl = Duration.ofMinutes(1);
      long service =
          store.register(connection, "n", Set.of("default"), Set.of(TASK), ttl).service();
      assertTrue(store.beat(connection, service, ttl).isRenewed());
      List<String> uuids =
          store.submit(
              connection,
              List.of(
                  job(), ruled("serial", "k"), ruled("serial", "k"), delayed(Duration.ofNanos(1))));
      assertEquals(0, store.adopt(connection, service, 10));
      List<ClaimedJob> jobs = queue.claim(connection, service, 10);
      assertEquals(3, jobs.size());
      Set<Long> none = Set.of();
      assertTrue(queue.end(connection, service, jobs.get(0), Outcome.DONE, null, none));
      assertTrue(queue.end(connection, service, jobs.get(1), Outcome.FAILED, ttl, none));
      store.giveBack(connection, service, jobs.subList(2, 3), Set.of(jobs.get(2).run()));
      assertTrue(queue.ask(connection, "retry", uuids.get(1)));
      assertTrue(queue.ask(connection, "cancel", uuids.get(2)));
      assertTrue(queue.ask(connection, "delete", uuids.get(0)));
      store.leave(connection, service, 20);
      queue.check();
    }
  }
}
