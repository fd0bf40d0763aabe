package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.TcpProxy;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A network between a service and its PostgreSQL that cuts, freezes, delays and drops. */
@Tag("functional")
class NetworkFaultsFunctionalTest {
  private static final int SOME = 5;

  private static final TcpProxy NETWORK = TcpProxy.to(TestPostgres.shared());
  private static final Ledger LEDGER = new Ledger();
  private static RunningService service;
  private static String otherChannel;

  private FaultLog log;

  @BeforeAll
  static void startService() {
    service =
        RunningService.builder()
            .watchedBy(LEDGER)
            .part(
                "brokers",
                BrokersOver.network(NETWORK, channel -> List.of(channel, otherChannel(channel))))
            .start();
    otherChannel = otherChannel(service.channel());
  }

  @AfterAll
  static void stopService() throws Exception {
    service.close();
    NETWORK.close();
  }

  @BeforeEach
  void listen() {
    log = new FaultLog();
    Tasks.over(service::publish, service).runOne(LEDGER);
  }

  @AfterEach
  void balance() {
    NETWORK.letThrough();
    log.close(LEDGER, service);
  }

  @Test
  void silentlyDroppedPacketsAreNoticedWhileControlAnswersAndAfterwardsEveryChannelIsHeard()
      throws Exception {
    NETWORK.drop();

    log.awaitRecycling();
    assertTrue(FaultLog.answersOverTheSocket(service));
    Tasks meanwhile = Tasks.over(service::send, service);
    assertEquals(SOME, meanwhile.run(SOME, LEDGER));

    NETWORK.letThrough();
    log.awaitListeningAgain();
    Tasks.over(service::publish, service).runOne(LEDGER);
    Tasks.over(NetworkFaultsFunctionalTest::publishOnTheOther, service).runOne(LEDGER);
  }

  @Test
  void packetsThatAreDroppedRightAfterConnectingAreNoticedAsSoon() {
    NETWORK.cut();
    log.awaitRecycling();
    NETWORK.letThrough();
    log.awaitListeningAgain();
    NETWORK.drop();
    int before = log.recyclings().size();
    long start = System.nanoTime();

    ServiceProcess.await("recycled again").until(() -> log.recyclings().size() > before);

    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(BrokersOver.TIME_TO_NOTICE.multipliedBy(5)) < 0, taken::toString);
    NETWORK.letThrough();
    log.awaitListeningAgain();
    assertEquals(SOME, Tasks.over(service::publish, service).run(SOME, LEDGER));
  }

  @Test
  void connectionsThatAreCutAreMadeAnew() {
    NETWORK.cut();
    log.awaitRecycling();
    assertTrue(FaultLog.answersOverTheSocket(service));

    NETWORK.letThrough();
    log.awaitListeningAgain();
    assertEquals(SOME, Tasks.over(service::publish, service).run(SOME, LEDGER));
  }

  @Test
  void whatAFrozenNetworkHeldUpArrivesOnce() {
    NETWORK.freeze();
    Tasks heldUp = Tasks.over(service::publish, service);
    heldUp.submit(SOME);

    NETWORK.letThrough();

    heldUp.awaitAll(LEDGER, Outcome.DONE);
  }

  @Test
  void aNetworkThatIsFrozenForLongIsGivenUpAndTriedAgain() {
    NETWORK.freeze();
    log.awaitRecycling();
    assertTrue(FaultLog.answersOverTheSocket(service));

    NETWORK.letThrough();
    log.awaitListeningAgain();
    assertEquals(SOME, Tasks.over(service::publish, service).run(SOME, LEDGER));
  }

  @Test
  void aSlowNetworkBreaksNothing() {
    NETWORK.delay(Duration.ofMillis(150));
    assertEquals(SOME, Tasks.over(service::publish, service).run(SOME, LEDGER));
    assertTrue(log.recyclings().isEmpty(), () -> log.recyclings().toString());
  }

  @Test
  void whatArrivedJustBeforeTheEndOfItsConnectionIsRun() throws Exception {
    NETWORK.freeze();
    Tasks last = Tasks.over(service::publish, service);
    last.submit(SOME);
    // It returns when the server has ended them, and so has sent all that it had for them.
    TestPostgres.shared().terminate(service.channel());

    NETWORK.letThrough();

    last.awaitAll(LEDGER, Outcome.DONE);
    log.awaitListeningAgain();
  }

  private static String otherChannel(String channel) {
    return "other_" + channel.substring("test_".length());
  }

  private static void publishOnTheOther(String payload) {
    try (Connection connection = TestPostgres.shared().connect();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, otherChannel);
      notify.setString(2, payload);
      notify.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
