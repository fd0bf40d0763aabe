package io.dispatcherd.queue.unique;

import static io.dispatcherd.queue.TestQueue.special;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code unique_for}, {@code replace}, {@code debounce} and {@code collect} on the tables. */
@Tag("functional")
class UniqueJobsTest {
  private static final String UNIQUE = "\"unique_for\": 60";
  private static final String REPLACE = "\"replace\": true";
  private static final String COLLECT = "\"collect\": true";

  private TestQueue queue;
  private long service;

  @BeforeEach
  void open() throws SQLException {
    queue = TestQueue.open();
    service = queue.service();
  }

  @AfterEach
  void close() throws SQLException {
    queue.close();
  }

  private String argumentsOf(String uuid) throws SQLException {
    return queue
        .database()
        .rows(
            "select message::json -> 'args' from \"${schema}\".job where id ="
                + " \"${schema}\".job_of('"
                + uuid
                + "')")
        .get(0);
  }

  private void sql(String sql) throws SQLException {
    queue.database().execute(sql);
  }

  @Test
  void withinThePeriodTheSecondIsDiscardedWhateverBecameOfTheFirst() throws SQLException {
    String first = queue.submitOne(special(UNIQUE, "k", 1));
    ClaimedJob job = queue.claim(service, 1).get(0);
    queue.end(service, job, Outcome.FAILED, null);
    String second = queue.submitOne(special(UNIQUE, "k", 2));
    assertEquals("dead", queue.placeOf(first));
    assertNotEquals(first, second);
    assertEquals("discarded", queue.placeOf(second));
    assertEquals("ready", queue.placeOf(queue.submitOne(special(UNIQUE, "other", 1))));
    sql("update \"${schema}\".recent set until = clock_timestamp()");
    assertEquals("ready", queue.placeOf(queue.submitOne(special(UNIQUE, "k", 3))));
    queue.check();
  }

  @Test
  void whoIsDeletedOrPastItsPeriodIsForgotten() throws SQLException {
    String first = queue.submitOne(special(UNIQUE, "k", 1));
    assertTrue(queue.delete(first));
    assertEquals("ready", queue.placeOf(queue.submitOne(special(UNIQUE, "k", 2))));
    queue.submitOne(special(REPLACE, "r", 1));
    sql("update \"${schema}\".recent set until = clock_timestamp()");
    sql("select \"${schema}\".prune('1 d', '1 d')");
    assertEquals(List.of("0"), queue.database().rows("select count(*) from \"${schema}\".recent"));
    assertEquals(List.of("1"), queue.database().rows("select count(*) from \"${schema}\".latest"));
    for (int i = 0; i < 2; i++) {
      queue.end(service, queue.claim(service, 1).get(0), Outcome.DONE, null);
    }
    sql("select \"${schema}\".prune('1 d', '1 d')");
    assertEquals(List.of("0"), queue.database().rows("select count(*) from \"${schema}\".latest"));
  }

  @Test
  void debounceMovesTheStartUpToItsLimit() throws SQLException {
    String fields = "\"debounce\": 10, \"debounce_max\": 15";
    String uuid = queue.submitOne(special(fields, "k", 1));
    sql("update \"${schema}\".latest set first_at = first_at - interval '8 s'");
    assertEquals(uuid, queue.submitOne(special(fields, "k", 2)));
    String left = "select ceil(extract(epoch from run_at - clock_timestamp()))::int <= 7 from ";
    assertEquals(List.of("t"), queue.database().rows(left + "\"${schema}\".later"));
    sql("update \"${schema}\".latest set first_at = first_at - interval '8 s'");
    assertEquals(uuid, queue.submitOne(special(fields, "k", 3)));
    assertEquals("ready", queue.placeOf(uuid));
    assertEquals("[3]", argumentsOf(uuid));
    assertEquals(uuid, queue.submitOne(special("\"debounce\": 10", "k", 4)));
    assertEquals("later", queue.placeOf(uuid));
    queue.check();
  }

  @Test
  void collectGathersTheArgumentsOfAllThatComeWhileItWaits() throws SQLException {
    String first = queue.submitOne(special(COLLECT, "k", 1));
    assertEquals("[[[1]]]", argumentsOf(first).replace(" ", ""));
    assertEquals(first, queue.submitOne(special(COLLECT + ", \"debounce\": 5", "k", 2)));
    assertEquals("later", queue.placeOf(first));
    assertEquals(first, queue.submitOne(special(COLLECT, "k", 3)));
    assertEquals("later", queue.placeOf(first));
    queue.passTime();
    assertEquals(1, queue.claim(service, 9).size());
    String second = queue.submitOne(special(COLLECT, "k", 4));
    assertEquals("[[[1],[2],[3]]]", argumentsOf(first).replace(" ", ""));
    assertEquals("duplicate", queue.placeOf(second));
    assertEquals("[[[4]]]", argumentsOf(second).replace(" ", ""));
    queue.check();
  }

  @Test
  void oneThatWaitedWithoutCollectingIsTheFirstOfTheList() throws SQLException {
    String first = queue.submitOne(special(REPLACE, "k", 1));
    assertEquals(first, queue.submitOne(special(COLLECT, "k", 2)));
    assertEquals("[[[1],[2]]]", argumentsOf(first).replace(" ", ""));
    assertEquals(first, queue.submitOne(special(REPLACE, "k", 3)));
    assertEquals("[3]", argumentsOf(first));
    queue.check();
  }

  @Test
  void collectTakesNamedArgumentsAndWhatTheDatabaseCannotRead() throws SQLException {
    String submit =
        "select \"${schema}\".submit('"
            + TestQueue.TASK
            + "', %s, fields => '{\"collect\": true}')";
    sql(submit.formatted("args => '[\"\\u0000 \\\\u0041 \\ud800\"]'"));
    sql(submit.formatted("kwargs => '{\"a\": 1}'"));
    sql(submit.formatted("args => null"));
    assertEquals(
        List.of("t"),
        queue
            .database()
            .rows(
                "select message like '%\"args\": [[[\"\\\\u0000 \\\\\\\\u0041 \\\\ud800\"], {\"a\":"
                    + " 1}, []]]%' from \"${schema}\".job"));
  }

  @Test
  void oneListIsNoLongerThanAMegabyte() throws SQLException {
    String submit =
        "select \"${schema}\".submit('%s', json_build_array(repeat('x', 600000)), fields =>"
            + " '{\"collect\": true}')";
    String first = queue.database().rows(submit.formatted(TestQueue.TASK)).get(0);
    String second = queue.database().rows(submit.formatted(TestQueue.TASK)).get(0);
    assertEquals("ready", queue.placeOf(first));
    assertEquals("duplicate", queue.placeOf(second));
    queue.check();
  }

  @Test
  void aBatchIsAsIfOneCameAfterTheOther() throws SQLException {
    List<String> uuids =
        queue.submit(
            special(REPLACE, "a", 1),
            TestQueue.job(),
            special(COLLECT, "b", 2),
            special(REPLACE, "a", 3),
            special(UNIQUE, "c", 4),
            special(COLLECT, "b", 5),
            special(UNIQUE, "c", 6));
    assertEquals(uuids.get(0), uuids.get(3));
    assertEquals(uuids.get(2), uuids.get(5));
    assertEquals("[3]", argumentsOf(uuids.get(0)));
    assertEquals("[[[2], [5]]]", argumentsOf(uuids.get(2)));
    assertEquals("ready", queue.placeOf(uuids.get(4)));
    assertEquals("discarded", queue.placeOf(uuids.get(6)));
    assertEquals(
        List.of(uuids.get(0), uuids.get(1), uuids.get(2), uuids.get(4)),
        queue.claim(service, 9).stream().map(ClaimedJob::uuid).toList(),
        "what is new has the order of the batch");
    queue.check();
  }

  @Test
  void whoeverKnowsASubmissionByItsOwnUuidFindsTheJobThatTookItUp() throws SQLException {
    String submit =
        "select \"${schema}\".submit('%s', '[%d]', fields => '{\"replace\": true}', uuid => '%s')";
    sql(submit.formatted(TestQueue.TASK, 1, "one"));
    sql(submit.formatted(TestQueue.TASK, 1, "two"));
    assertEquals(
        List.of("one"), queue.database().rows("select uuid from \"${schema}\".show_job('two')"));
    sql(submit.formatted(TestQueue.TASK, 1, "two"));
    assertTrue(queue.cancel("two"));
    assertEquals("cancelled", queue.placeOf("one"));
    queue.check();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"unique_for\": 0}' | null | unique_for must be more than 0",
        "'{\"unique_for\": \"1h\"}' | null | unique_for must be a number",
        "'{\"unique_for\": 5, \"replace\": true}' | null | unique_for and replace exclude",
        "'{\"replace\": true, \"collect\": true}' | null | replace and collect exclude",
        "'{\"debounce_max\": 5}' | null | debounce_max needs debounce",
        "'{\"debounce\": 5, \"debounce_max\": 4}' | null | must not be less",
        "'{\"collect\": 1}' | null | must be true or false",
        "'{\"debounce\": 5}' | 'serial' | on_duplicate serial and debounce exclude"
      })
  void wrongCombinationsAreRefusedInWords(String fields, String rule, String words) {
    SQLException refusal =
        assertThrows(
            SQLException.class,
            () ->
                sql(
                    "select \"${schema}\".submit('t', fields => '%s', on_duplicate => %s)"
                        .formatted(fields, rule.equals("null") ? rule : "'" + rule + "'")));
    assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal.getMessage());
  }
}
