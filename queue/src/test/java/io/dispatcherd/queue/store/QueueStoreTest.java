package io.dispatcherd.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.QueueDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each call on the tables, with the places that jobs are in afterwards. */
@Tag("functional")
class QueueStoreTest {
  private static final Duration TTL = Duration.ofSeconds(15);
  private static final String TASK = "app.Tasks.work";

  private QueueDatabase database = QueueDatabase.empty();
  private QueueStore store = new QueueStore(database.schema(), true);
  private Connection connection;
  private long service;

  @BeforeEach
  void open() throws SQLException {
    database = QueueDatabase.migrated();
    store = new QueueStore(database.schema(), true);
    connection = database.connect();
    service = start("one");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private long start(String node) throws SQLException {
    return store.register(connection, node, Set.of("default"), Set.of(TASK), TTL).service();
  }

  private List<String> submit(NewJob... jobs) throws SQLException {
    return store.submit(connection, List.of(jobs));
  }

  private List<ClaimedJob> claim(long by, int most) throws SQLException {
    return claim(by, most, Claim.Position.START, Names.id(TASK));
  }

  private List<ClaimedJob> claim(long by, int most, Claim.Position after, Long... able)
      throws SQLException {
    Claim.Share share = new Claim.Share("default", most, after);
    return store.take(connection, new Claim(by, List.of(share), List.of(able), 0)).jobs();
  }

  private Set<Long> end(long by, ClaimedJob job, Outcome outcome, @Nullable Duration again)
      throws SQLException {
    return store.finish(
        connection,
        by,
        List.of(new RunEnd(job, outcome, null, null, null, again, true)),
        Set.of(job.run()));
  }

  private static NewJob job() {
    return new NewJob("{}", TASK, null, null, null, null, null, null, null, null, null);
  }

  private static NewJob job(int priority) {
    return new NewJob("{}", TASK, null, priority, null, null, null, null, null, null, null);
  }

  private static NewJob delayed(Duration delay) {
    return new NewJob("{}", TASK, null, null, null, null, delay, null, null, null, null);
  }

  private static NewJob ruled(String rule) {
    return new NewJob(
        "{}", TASK, null, null, null, null, null, rule, "0102030405060708", null, null);
  }

  private static NewJob named(String uuid) {
    return new NewJob("{}", TASK, null, null, null, null, null, null, null, null, uuid);
  }

  private void expire(long which) throws SQLException {
    database.execute(
        "update \"${schema}\".heartbeat set expires_at = clock_timestamp() - interval '1 s' where"
            + " service = "
            + which);
  }

  @Test
  void namesAreTheSameNumbersInJavaAndInTheDatabase() throws SQLException {
    for (String name : List.of("default", "é漢", "", "a b'c")) {
      assertEquals(
          List.of(Long.toString(Names.id(name))),
          database.rows("select \"${schema}\".name_id('" + name.replace("'", "''") + "')"));
    }
  }

  @Nested
  class Claiming {
    @Test
    void neverTakesMoreThanWasAskedFor() throws SQLException {
      submit(job(), job(), job());
      assertEquals(2, claim(service, 2).size());
      assertEquals(1, claim(service, 2).size());
      assertEquals(0, claim(service, 2).size());
    }

    @Test
    void takesTheLargerPriorityFirstAndEqualOnesInTheirOrder() throws SQLException {
      List<String> uuids = submit(job(0), job(5), job(0), job(5), job(-1));
      assertEquals(
          List.of(uuids.get(1), uuids.get(3), uuids.get(0), uuids.get(2), uuids.get(4)),
          claim(service, 10).stream().map(ClaimedJob::uuid).toList());
    }

    @Test
    void leavesWhatTheServiceDoesNotDeclare() throws SQLException {
      submit(job());
      assertEquals(List.of(), claim(service, 10, Claim.Position.START, 1L));
      assertEquals(List.of("ready 1"), database.states());
    }

    @Test
    void takesNothingOnceItsLeaseIsOver() throws SQLException {
      submit(job());
      expire(service);
      assertEquals(List.of(), claim(service, 10));
    }

    @Test
    void takesNothingFromAPausedQueue() throws SQLException {
      submit(job());
      database.execute("select \"${schema}\".pause('default')");
      assertEquals(List.of(), claim(service, 10));
      database.execute("select \"${schema}\".pause('default', false)");
      assertEquals(1, claim(service, 10).size());
    }

    @Test
    void looksAtAllWhereTooLittleIsBehindTheLastOne() throws SQLException {
      submit(job(), job());
      ClaimedJob first = claim(service, 1).get(0);
      submit(job(9));
      Claim.Position behind = new Claim.Position(first.rank(), first.id());
      assertEquals(2, claim(service, 10, behind, Names.id(TASK)).size());
    }

    @Test
    void takesOfOtherQueuesWhatOneDoesNotHave() throws SQLException {
      for (int i = 0; i < 5; i++) {
        submit(new NewJob("{}", TASK, "full", null, null, null, null, null, null, null, null));
      }
      List<Claim.Share> shares =
          List.of(
              new Claim.Share("empty", 2, Claim.Position.START),
              new Claim.Share("full", 2, Claim.Position.START));
      List<Long> able = List.of(Names.id(TASK));
      assertEquals(4, store.take(connection, new Claim(service, shares, able, 0)).jobs().size());
    }

    @Test
    void takesLargerPrioritiesFirstWhereverTheLastClaimEnded() throws SQLException {
      submit(job(), job());
      ClaimedJob first = claim(service, 1).get(0);
      submit(job(9));
      Claim.Position behind = new Claim.Position(first.rank(), first.id());
      assertEquals(-9, claim(service, 1, behind, Names.id(TASK)).get(0).rank());
      assertEquals(0, claim(service, 1, behind, Names.id(TASK)).get(0).rank());
    }
  }

  @Nested
  class Ending {
    @Test
    void doneIsKeptWithItsResult() throws SQLException {
      submit(job());
      ClaimedJob job = claim(service, 1).get(0);
      Set<Long> refused =
          store.finish(
              connection,
              service,
              List.of(new RunEnd(job, Outcome.DONE, null, null, "[7]", null, true)),
              Set.of(job.run()));
      assertEquals(Set.of(), refused);
      assertEquals(
          List.of("done 1 [7] one"),
          database.rows("select state, attempt, result, node_id from \"${schema}\".jobs"));
      assertEquals(List.of("0"), database.rows("select count(*) from \"${schema}\".lease"));
    }

    @Test
    void failedIsTriedAgainAfterItsPauseWithTheAttemptCounted() throws SQLException {
      submit(job());
      end(service, claim(service, 1).get(0), Outcome.FAILED, Duration.ofHours(1));
      assertEquals(List.of("scheduled 1"), database.states());
      database.execute("update \"${schema}\".later set run_at = clock_timestamp()");
      assertEquals(1, store.promote(connection, 10).moved());
      assertEquals(2, claim(service, 1).get(0).attempt());
    }

    @Test
    void failedForTheLastTimeIsDead() throws SQLException {
      submit(job());
      end(service, claim(service, 1).get(0), Outcome.FAILED, null);
      assertEquals(List.of("dead 1"), database.states());
      assertEquals(List.of("1"), database.rows("select count(*) from \"${schema}\".dead"));
    }

    @Test
    void aRunThatIsNoLongerTheServicesIsRefused() throws SQLException {
      submit(job());
      ClaimedJob job = claim(service, 1).get(0);
      long other = start("two");
      expire(service);
      assertEquals(1, store.rescue(connection, other, 20));
      assertEquals(Set.of(job.id()), end(service, job, Outcome.DONE, null));
      ClaimedJob again = claim(other, 1).get(0);
      assertEquals(2, again.attempt());
      assertTrue(again.run() > job.run());
      assertEquals(Set.of(job.id()), end(service, job, Outcome.DONE, null));
      assertEquals(Set.of(), end(other, again, Outcome.DONE, null));
      assertEquals(List.of("done 1"), database.states());
    }

    @Test
    void givenBackIsReadyWithTheAttemptAsItWas() throws SQLException {
      submit(job(), job());
      List<ClaimedJob> jobs = claim(service, 2);
      store.giveBack(connection, service, jobs, Set.of(jobs.get(0).run()));
      assertEquals(List.of("ready 2"), database.states());
      assertEquals(1, claim(service, 1).get(0).attempt());
    }

    @Test
    void theEndOfOneOfABatchLeavesTheOthersRunning() throws SQLException {
      submit(job(), job());
      List<ClaimedJob> jobs = claim(service, 2);
      store.finish(
          connection,
          service,
          List.of(new RunEnd(jobs.get(0), Outcome.DONE, null, null, null, null, true)),
          Set.of());
      assertEquals(List.of("done 1", "running 1"), database.states());
      end(service, jobs.get(1), Outcome.DONE, null);
      assertEquals(List.of("done 2"), database.states());
    }

    @Test
    void anExpiredLeaseThatNobodyTookOverCounts() throws SQLException {
      submit(job());
      ClaimedJob job = claim(service, 1).get(0);
      expire(service);
      assertEquals(Set.of(), end(service, job, Outcome.DONE, null));
      assertEquals(List.of("done 1"), database.states());
    }
  }

  @Nested
  class Rescuing {
    @Test
    void returnsWhatADeadServiceHadAtOnceAndFromTheSecondLossAfterAPause() throws SQLException {
      submit(job());
      long current = service;
      for (int loss = 1; loss <= 3; loss++) {
        assertEquals(1, claim(current, 1).size());
        long next = start("next");
        expire(current);
        assertEquals(1, store.rescue(connection, next, 20));
        assertEquals(List.of((loss == 1 ? "ready" : "scheduled") + " 1"), database.states());
        database.execute("update \"${schema}\".later set run_at = clock_timestamp()");
        store.promote(connection, 10);
        current = next;
      }
    }

    @Test
    void aJobThatIsLostAsOftenAsItMayStartIsDead() throws SQLException {
      submit(job());
      claim(service, 1);
      long next = start("next");
      expire(service);
      store.rescue(connection, next, 1);
      assertEquals(List.of("dead 1"), database.states());
    }

    @Test
    void leavesLivingServicesAlone() throws SQLException {
      submit(job());
      claim(service, 1);
      assertEquals(0, store.rescue(connection, start("two"), 20));
      assertEquals(List.of("running 1"), database.states());
    }

    @Test
    void whatHadEndedBeforeStaysEnded() throws SQLException {
      submit(job(), job());
      List<ClaimedJob> jobs = claim(service, 2);
      store.finish(
          connection,
          service,
          List.of(new RunEnd(jobs.get(0), Outcome.DONE, null, null, null, null, true)),
          Set.of());
      long next = start("next");
      expire(service);
      assertEquals(1, store.rescue(connection, next, 20));
      assertEquals(List.of("done 1", "ready 1"), database.states());
    }

    @Test
    void aServiceWhoseLeaseIsGoneCannotRenewIt() throws SQLException {
      assertTrue(store.beat(connection, service, TTL).isRenewed());
      long next = start("next");
      expire(service);
      store.rescue(connection, next, 20);
      assertFalse(store.beat(connection, service, TTL).isRenewed());
    }

    @Test
    void whatAServiceThatLeavesSaysNothingAboutMayHaveBegun() throws SQLException {
      submit(job(), job());
      claim(service, 2);
      store.leave(connection, service, 20);
      assertEquals(List.of("held 2"), database.states());
      assertEquals(2, claim(start("two"), 1).get(0).attempt());
    }
  }

  @Nested
  class Submitting {
    @Test
    void aUuidThatIsKnownNamesTheJobThatHasIt() throws SQLException {
      assertEquals(List.of("mine", "mine"), submit(named("mine"), named("mine")));
      assertEquals(List.of("mine"), submit(named("mine")));
      assertEquals(List.of("ready 1"), database.states());
    }

    @Test
    void uuidsGrowAndAreAllDifferent() throws SQLException {
      List<String> uuids = new ArrayList<>();
      for (int batch = 0; batch < 5; batch++) {
        uuids.addAll(submit(job(), job(), job()));
      }
      assertEquals(15, new HashSet<>(uuids).size());
      assertEquals(List.copyOf(new TreeSet<>(uuids)), uuids);
    }

    @Test
    void aDelayedJobIsScheduledUntilItsTime() throws SQLException {
      submit(delayed(Duration.ofDays(400)));
      assertEquals(List.of("scheduled 1"), database.states());
      assertEquals(0, store.promote(connection, 10).moved());
      assertTrue(store.promote(connection, 10).nextAt().isPresent());
    }

    @Test
    void aTaskThatNobodyDeclaresIsHeldUntilAServiceDoes() throws SQLException {
      submit(new NewJob("{}", "x.Y", null, null, null, null, null, null, null, null, null));
      assertEquals(
          List.of("held undeclared"),
          database.rows("select state, reason from \"${schema}\".jobs"));
      long able = store.register(connection, "b", Set.of("default"), Set.of("x.Y"), TTL).service();
      assertEquals(1, store.adopt(connection, able, 100));
      assertEquals(List.of("ready 1"), database.states());
    }

    @Test
    void aUuidThatNobodyHasChosenIsANameAndNoIdentity() throws SQLException {
      NewJob called =
          new NewJob("{}", TASK, null, null, null, null, null, null, null, null, null, "made");
      assertEquals(List.of("made", "made"), submit(called, called));
      assertEquals(List.of("ready 2"), database.states());
      assertEquals(List.of("0"), database.rows("select count(*) from \"${schema}\".given_uuid"));
    }

    @Test
    void namesOfBothKindsAndNoneMayBeInOneBatch() throws SQLException {
      NewJob called =
          new NewJob("{}", TASK, null, null, null, null, null, null, null, null, null, "made");
      List<String> uuids = submit(job(), called, named("mine"), delayed(Duration.ofHours(1)));
      assertEquals(List.of("made", "mine"), uuids.subList(1, 3));
      assertEquals(uuids, database.rows("select uuid from \"${schema}\".job order by id"));
      assertEquals(List.of("1"), database.rows("select count(*) from \"${schema}\".given_uuid"));
    }

    @Test
    void aTransactionThatRollsBackLeavesNoTrace() throws SQLException {
      connection.setAutoCommit(false);
      submit(job(), named("mine"), ruled("serial"));
      connection.rollback();
      connection.setAutoCommit(true);
      assertEquals(List.of(), database.states());
      assertEquals(List.of("0"), database.rows("select count(*) from \"${schema}\".owner"));
    }
  }

  @Nested
  class Duplicates {
    @Test
    void serialOnesAreReadyOneAtATimeInTheirOrder() throws SQLException {
      List<String> uuids = submit(ruled("serial"), ruled("serial"), ruled("serial"));
      List<String> ran = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        List<ClaimedJob> jobs = claim(service, 10);
        assertEquals(1, jobs.size());
        ran.add(jobs.get(0).uuid());
        end(service, jobs.get(0), Outcome.DONE, null);
      }
      assertEquals(uuids, ran);
    }

    @Test
    void discardedOnesKeepARow() throws SQLException {
      submit(ruled("discard"), ruled("discard"));
      assertEquals(List.of("discarded 1", "ready 1"), database.states());
      end(service, claim(service, 1).get(0), Outcome.DONE, null);
      submit(ruled("discard"));
      assertEquals(List.of("discarded 1", "done 1", "ready 1"), database.states());
    }

    @Test
    void ofThoseThatQueueOneOneIsHeld() throws SQLException {
      submit(ruled("queue_one"), ruled("queue_one"), ruled("queue_one"));
      assertEquals(List.of("discarded 1", "held 1", "ready 1"), database.states());
    }

    @Test
    void oneInBackOffIsADuplicateStill() throws SQLException {
      submit(ruled("discard"));
      end(service, claim(service, 1).get(0), Outcome.FAILED, Duration.ofHours(1));
      submit(ruled("discard"));
      assertEquals(List.of("discarded 1", "scheduled 1"), database.states());
      database.execute("update \"${schema}\".later set run_at = clock_timestamp()");
      store.promote(connection, 10);
      assertEquals(1, claim(service, 10).size());
    }

    @Test
    void aSerialOneInBackOffGivesUpItsKey() throws SQLException {
      submit(ruled("serial"), ruled("serial"));
      end(service, claim(service, 1).get(0), Outcome.FAILED, Duration.ofHours(1));
      assertEquals(List.of("ready 1", "scheduled 1"), database.states());
    }

    @Test
    void cancellingTheHolderFreesItsKey() throws SQLException {
      List<String> uuids = submit(ruled("serial"), ruled("serial"));
      assertEquals(
          List.of("t"), database.rows("select \"${schema}\".cancel('" + uuids.get(0) + "')"));
      assertEquals(List.of("cancelled 1", "ready 1"), database.states());
    }
  }
}
