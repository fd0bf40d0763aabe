package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Statistics never taken, taken on empty tables, taken on full ones: the plans of all hot
 * statements stay index or TID scans. They are those that the functions really run, as the server's
 * auto_explain tells them.
 */
@Tag("functional")
class MustHold13PlansTest {
  /** So that plans that were made for parameters give way to general ones. */
  private static final int CALLS = 7;

  private static final Pattern SCAN = Pattern.compile("(Seq Scan|Bitmap Heap Scan) on (\\w+)");
  private static final Pattern SORT = Pattern.compile("(?m)^\\s*(?:->\\s+)?(Incremental )?Sort ");

  /** A row for each queue, task or service; not for each job. */
  private static final Set<String> SMALL =
      Set.of(
          "installation",
          "announced",
          "queue",
          "task",
          "service",
          "heartbeat",
          "request",
          "unreleased");

  /** Read from the front only: a bitmap would collect all that waits. */
  private static final Set<String> IN_ORDER = Set.of("ready", "later");

  enum Statistics {
    NEVER_TAKEN,
    TAKEN_WHEN_EMPTY,
    TAKEN_WHEN_FULL
  }

  private TestQueue queue;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    queue = TestQueue.openNew();
    connection = queue.transaction();
  }

  @AfterEach
  void close() throws SQLException {
    queue.close();
  }

  private void fill(Statistics statistics) throws SQLException {
    List<String> tables =
        List.of(
            "job_kept",
            "run_kept",
            "ready",
            "later",
            "held",
            "lease",
            "dead",
            "owner",
            "given_uuid",
            "granted",
            "progress");
    for (String table : tables) {
      queue
          .database()
          .execute("alter table \"${schema}\"." + table + " set (autovacuum_enabled = off)");
    }
    if (statistics == Statistics.TAKEN_WHEN_EMPTY) {
      analyse();
    }
    queue.service();
    queue
        .database()
        .execute(
            """
            insert into "${schema}".job (id, queue, task, message, priority, claim, rule, uuid)
            select n, 'default', '%1$s', '{}', 0, case when n > 40000 then decode(lpad(to_hex(n), 32, '0'), 'hex') end,
              case when n > 40000 then 'serial' end, 'u' || n
            from generate_series(1, 60000) n;
            insert into "${schema}".ready (queue, rank, id, task, attempt) select "${schema}".name_id('default'), 0, n, "${schema}".name_id('%1$s'), 0
            from generate_series(1, 20000) n;
            insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
            select clock_timestamp() + case when n %% 1000 = 0 then '-1 s' else '1 day' end::interval, n,
              "${schema}".name_id('default'), 0, "${schema}".name_id('%1$s'), 1 from generate_series(20001, 40000) n;
            insert into "${schema}".held (id, reason, claim, queue, rank, task, attempt) select n, 'duplicate', decode(lpad(to_hex(n - 9999), 32, '0'), 'hex'),
              "${schema}".name_id('default'), 0, "${schema}".name_id('%1$s'), 0 from generate_series(50001, 58000) n;
            insert into "${schema}".owner select j.claim, j.id from "${schema}".job j where j.claim is not null;
            insert into "${schema}".held (id, reason, claim, queue, rank, task, attempt) select n, 'undeclared', null, "${schema}".name_id('default'), 0, 7, 0
            from generate_series(58001, 60000) n;
            insert into "${schema}".lease
            select n * 1000000::bigint, 1, array[40000 + n], array[0], clock_timestamp() from generate_series(1, 5000) n;
            insert into "${schema}".run select n, n, 1, 2, true, 1, clock_timestamp(), clock_timestamp(), 'e', null
            from generate_series(45001, 50000) n;
            insert into "${schema}".dead select n, "${schema}".name_id('default'), clock_timestamp()
            from generate_series(45001, 50000) n;
            insert into "${schema}".given_uuid select sha256(convert_to('g' || n, 'UTF8')), n from generate_series(1, 20000) n;
            insert into "${schema}".granted select n, 9 from generate_series(45001, 50000) n;
            insert into "${schema}".progress select n, n, 0.5, '', clock_timestamp() from generate_series(1, 5000) n
            """
                .formatted(TestQueue.TASK));
    if (statistics == Statistics.TAKEN_WHEN_FULL) {
      analyse();
    }
  }

  private void analyse() throws SQLException {
    for (String table :
        List.of(
            "job",
            "run",
            "ready",
            "later",
            "held",
            "lease",
            "dead",
            "owner",
            "given_uuid",
            "granted",
            "progress")) {
      queue.database().execute("analyze \"${schema}\"." + table);
    }
  }

  /** What is asked again and again, or of one job; %1$d is a number that grows with the calls. */
  private static Map<String, String> statements() {
    Map<String, String> statements = new LinkedHashMap<>();
    statements.put(
        "submit",
        "select \"${schema}\".submit_jobs(array['{}', '{}'], array['TASK', 'TASK'], null, null,"
            + " null, null, null, null, null, null, null)");
    statements.put(
        "submit under a rule",
        "select \"${schema}\".submit_jobs(array['{}', '{}'], array['TASK', 'TASK'], null, null,"
            + " null, null, array[null, 5], array['queue_one', 'serial'],"
            + " array[decode(lpad(to_hex(50001 + %1$d), 32, '0'), 'hex'), '\\x01'::bytea], null,"
            + " array['new' || %1$d, 'g' || %1$d])");
    statements.put(
        "take from the start",
        "select * from \"${schema}\".take(1, array[\"${schema}\".name_id('default')], array[10],"
            + " array[\"${schema}\".name_id('TASK')], array[-2147483648], array[0::bigint], 0)");
    statements.put(
        "take behind the last one",
        "select * from \"${schema}\".take(1, array[\"${schema}\".name_id('default')], array[10],"
            + " array[\"${schema}\".name_id('TASK')], array[0], array[5000::bigint], 0)");
    statements.put(
        "finish done",
        "select \"${schema}\".finish(1, array[%1$d * 1000000::bigint], array[40000 + %1$d::bigint],"
            + " array[1], array[1::smallint], array[null::timestamptz], array[null], array[null],"
            + " array[null::interval], array[true], array[decode(lpad(to_hex(40000 + %1$d), 32,"
            + " '0'), 'hex')], array[%1$d * 1000000::bigint])");
    statements.put(
        "finish to try again",
        "select \"${schema}\".finish(1, array[(100 + %1$d) * 1000000::bigint], array[40100 +"
            + " %1$d::bigint], array[1], array[2::smallint], array[null::timestamptz], array['e'],"
            + " array[null], array['1 s'::interval], array[true], array[decode(lpad(to_hex(40100 +"
            + " %1$d), 32, '0'), 'hex')], array[(100 + %1$d) * 1000000::bigint])");
    statements.put(
        "give back",
        "select \"${schema}\".give_back(1, array[(200 + %1$d) * 1000000::bigint], array[40200 +"
            + " %1$d::bigint], array[(200 + %1$d) * 1000000::bigint])");
    statements.put("promote", "select * from \"${schema}\".promote(3)");
    statements.put("beat", "select * from \"${schema}\".beat(1, '10 min')");
    statements.put(
        "report",
        "select \"${schema}\".report(1, (300 + %1$d) * 1000000::bigint, 40300 + %1$d, 0.5, 'x')");
    statements.put("job_of", "select \"${schema}\".job_of('u' || %1$d)");
    statements.put("retry", "select \"${schema}\".retry('u' || 46000 + %1$d)");
    statements.put(
        "a waiting job in the view", "select * from \"${schema}\".jobs where uuid = 'u%1$d'");
    return statements;
  }

  /** What nobody asks often: it may look at all leases, which are as many as claims that run. */
  private static Map<String, String> rare() {
    Map<String, String> statements = new LinkedHashMap<>();
    statements.put("cancel", "select \"${schema}\".cancel('u' || 1000 + %1$d)");
    statements.put("cancel of a running one", "select \"${schema}\".cancel('u' || 40400 + %1$d)");
    statements.put("delete", "select \"${schema}\".delete('u' || 47000 + %1$d)");
    statements.put("adopt", "select * from \"${schema}\".adopt(1, 10)");
    statements.put("rescue of nobody", "select * from \"${schema}\".rescue(1, 20)");
    return statements;
  }

  @ParameterizedTest
  @EnumSource(Statistics.class)
  void stayIndexScansWhateverTheStatistics(Statistics statistics) throws SQLException {
    fill(statistics);
    explain();
    Set<String> scans = new TreeSet<>();
    for (Map.Entry<String, String> statement : statements().entrySet()) {
      scans.addAll(scans(statement.getKey(), statement.getValue(), SMALL));
    }
    Set<String> smallAndLeases = new TreeSet<>(SMALL);
    smallAndLeases.add("lease");
    for (Map.Entry<String, String> statement : rare().entrySet()) {
      scans.addAll(scans(statement.getKey(), statement.getValue(), smallAndLeases));
    }
    assertEquals(Set.of(), scans);
  }

  private void explain() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "load 'auto_explain'; set auto_explain.log_min_duration = 0; set"
              + " auto_explain.log_nested_statements = on; set auto_explain.log_level = notice; set"
              + " client_min_messages = notice");
    }
    connection.commit();
  }

  /** Where a table with a row for each job is read as a whole, or a claim sorts. */
  private List<String> scans(String name, String sql, Set<String> allowed) throws SQLException {
    List<String> found = new ArrayList<>();
    int plans = 0;
    for (int call = 1; call <= CALLS; call++) {
      for (String plan : plans(sql, call)) {
        plans++;
        Matcher scan = SCAN.matcher(plan);
        while (scan.find()) {
          boolean isIndexed = scan.group(1).startsWith("Bitmap");
          if (isIndexed ? IN_ORDER.contains(scan.group(2)) : !allowed.contains(scan.group(2))) {
            found.add(name + ": " + scan.group());
          }
        }
        if (plan.contains("delete from")
            && plan.contains(".ready r where r.ctid")
            && SORT.matcher(plan).find()) {
          found.add(name + ": a claim sorts");
        }
      }
    }
    assertTrue(plans >= CALLS, "no plans were told of " + name);
    return found;
  }

  private List<String> plans(String sql, int call) throws SQLException {
    List<String> plans = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          queue.database().schema().in(sql.formatted(call)).replace("TASK", TestQueue.TASK));
      for (SQLWarning notice = statement.getWarnings();
          notice != null;
          notice = notice.getNextWarning()) {
        plans.add(String.valueOf(notice.getMessage()));
      }
    }
    connection.rollback();
    return plans;
  }
}
