package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.DuplicateClaim;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.RunEnd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue of a test's own, as services and publishers call it, and what must be true of its tables.
 */
public final class TestQueue implements AutoCloseable {
  public static final String TASK = "app.Tasks.work";
  public static final int MAX_ATTEMPTS = 20;
  private static final Duration TTL = Duration.ofMinutes(10);

  private final QueueDatabase database;
  private final QueueStore store;
  private final Connection connection;

  private TestQueue(QueueDatabase database) throws SQLException {
    this.database = database;
    store = new QueueStore(database.schema(), true);
    connection = database.connect();
  }

  public static TestQueue open() throws SQLException {
    return new TestQueue(QueueDatabase.migrated());
  }

  /** One whose tables nobody has had before. */
  public static TestQueue openNew() throws SQLException {
    return new TestQueue(QueueDatabase.newlyMigrated());
  }

  public QueueDatabase database() {
    return database;
  }

  public QueueStore store() {
    return store;
  }

  /** The one that the calls here go over. */
  public Connection connection() {
    return connection;
  }

  /** Another one, with a transaction open. */
  public Connection transaction() throws SQLException {
    Connection open = database.connect();
    open.setAutoCommit(false);
    return open;
  }

  /** A service that has started, with its lease of ten minutes. */
  public long service(String... tasks) throws SQLException {
    Set<String> names = tasks.length == 0 ? Set.of(TASK) : Set.of(tasks);
    return store.register(connection, "node", Set.of("default"), names, TTL).service();
  }

  public boolean beat(long service) throws SQLException {
    return store.beat(connection, service, TTL).isRenewed();
  }

  /** The service's lease is over, as after a crash or a freeze. */
  public void expire(long service) throws SQLException {
    database.execute(
        "update \"${schema}\".heartbeat set expires_at = clock_timestamp() - interval '1 s' where"
            + " service = "
            + service);
  }

  public static NewJob job() {
    return new NewJob("{}", TASK, null, null, null, null, null, null, null, null, null);
  }

  public static NewJob job(int priority) {
    return new NewJob("{}", TASK, null, priority, null, null, null, null, null, null, null);
  }

  public static NewJob delayed(Duration delay) {
    return new NewJob("{}", TASK, null, null, null, null, delay, null, null, null, null);
  }

  public static NewJob named(String uuid) {
    return new NewJob("{}", TASK, null, null, null, null, null, null, null, null, uuid);
  }

  /** Under a rule for duplicates, by a key. */
  public static NewJob ruled(String rule, String key) {
    return ruled(rule, key, null);
  }

  public static NewJob ruled(String rule, String key, @Nullable Duration delay) {
    return new NewJob("{}", TASK, null, null, null, null, delay, rule, claimOf(key), key, null);
  }

  /** With fields that say more of duplicates, by a key. */
  public static NewJob special(String fields, String key, int argument) {
    return new NewJob(
        "{\"task\": \"%s\", \"args\": [%d]}".formatted(TASK, argument),
        TASK,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        key,
        null,
        null,
        "{\"claim\": \"%s\", %s}".formatted(claimOf(key), fields));
  }

  /** What a rule goes by. */
  public static String claimOf(String key) {
    return DuplicateClaim.ofKey(TASK, key);
  }

  public List<String> submit(NewJob... jobs) throws SQLException {
    return store.submit(connection, List.of(jobs));
  }

  public String submitOne(NewJob job) throws SQLException {
    return submit(job).get(0);
  }

  public List<ClaimedJob> claim(long service, int most) throws SQLException {
    return claim(connection, service, most);
  }

  public List<ClaimedJob> claim(Connection on, long service, int most, String... tasks)
      throws SQLException {
    List<Long> able =
        List.of(tasks.length == 0 ? new String[] {TASK} : tasks).stream().map(Names::id).toList();
    Claim.Share share = new Claim.Share("default", most, Claim.Position.START);
    return store.take(on, new Claim(service, List.of(share), able, 0)).jobs();
  }

  /** Ends the run, which is the only one of its claim; whether that counted. */
  public boolean end(long service, ClaimedJob job, Outcome outcome, @Nullable Duration again)
      throws SQLException {
    return end(connection, service, job, outcome, again, Set.of(job.run()));
  }

  public boolean end(
      Connection on,
      long service,
      ClaimedJob job,
      Outcome outcome,
      @Nullable Duration again,
      Set<Long> finished)
      throws SQLException {
    RunEnd end = new RunEnd(job, outcome, null, null, null, again, outcome != Outcome.SNOOZED);
    return store.finish(on, service, List.of(end), finished).isEmpty();
  }

  public int rescue(long by) throws SQLException {
    return store.rescue(connection, by, MAX_ATTEMPTS);
  }

  /** All that waits for its time is due. */
  public void passTime() throws SQLException {
    database.execute("update \"${schema}\".later set run_at = clock_timestamp() - interval '1 s'");
    store.promote(connection, 10_000);
  }

  public boolean cancel(String uuid) throws SQLException {
    return ask(connection, "cancel", uuid);
  }

  public boolean retry(String uuid) throws SQLException {
    return ask(connection, "retry", uuid);
  }

  public boolean delete(String uuid) throws SQLException {
    return ask(connection, "delete", uuid);
  }

  /** Calls a function of a uuid that says whether it did something. */
  public boolean ask(Connection on, String function, String uuid) throws SQLException {
    try (PreparedStatement statement =
        on.prepareStatement(database.schema().in("select \"${schema}\"." + function + "(?)"))) {
      statement.setString(1, uuid);
      try (ResultSet answer = statement.executeQuery()) {
        answer.next();
        return answer.getBoolean(1);
      }
    }
  }

  /** The uuid, place and attempt of every job, by uuid. */
  public List<String> places() throws SQLException {
    return query(
        """
        select concat_ws(' ', j.uuid, p.place, p.attempt) from "${schema}".job j
        left join (%s) p on p.id = j.id order by j.uuid
        """
            .formatted(PLACES));
  }

  /** The place of one job. */
  public String placeOf(String uuid) throws SQLException {
    return places().stream()
        .filter(line -> line.startsWith(uuid + " "))
        .map(line -> line.split(" ", -1)[1])
        .reduce((a, b) -> a + " and " + b)
        .orElse("none");
  }

  /** Fails if a job is in no place or two, or what stands beside the places doesn't fit them. */
  public void check() throws SQLException {
    assertEquals(List.of(), query(FAULTS));
  }

  private List<String> query(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(database.schema().in(sql));
        ResultSet rows = statement.executeQuery()) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }

  private static final String PLACES =
      """
      select id, 'ready' as place, attempt from "${schema}".ready
      union all select id, 'later', attempt from "${schema}".later
      union all select id, reason, attempt from "${schema}".held
      union all select o.id, 'running', o.attempt from "${schema}".lease l
        cross join unnest(l.jobs, l.attempts) as o (id, attempt)
        where not exists (select from "${schema}".run r where r.id = o.id and r.run = l.run)
      union all select id, case outcome when 1 then 'done' when 4 then 'cancelled' when 7 then 'discarded'
        else 'dead' end, attempt from "${schema}".run where final
      """;

  private static final String FAULTS =
      "with places as ("
          + PLACES
          + """
          ), owned as (
            select o.claim, o.id, p.place from "${schema}".owner o left join places p on p.id = o.id
            where not exists (select from "${schema}".unreleased u where u.claim = o.claim and u.id = o.id))
          select 'job ' || j.uuid || ': ' || coalesce(string_agg(p.place, ' and '), 'no place')
          from "${schema}".job j left join places p on p.id = j.id group by j.id, j.uuid having count(p.id) <> 1
          union all select 'a place without a job: ' || p.place from places p
          where not exists (select from "${schema}".job j where j.id = p.id)
          union all select 'job ' || j.uuid || ' stands in another queue' from "${schema}".job j
          join "${schema}".ready r on r.id = j.id
          where r.queue <> "${schema}".name_id(j.queue) or r.rank <> -j.priority or r.task <> "${schema}".name_id(j.task)
          union all select 'a key is kept by one that is ' || coalesce(o.place, 'nowhere') from owned o
          where o.place is null or o.place not in ('ready', 'running', 'later')
          union all select 'job ' || j.uuid || ' is ' || p.place || ' without its key' from "${schema}".job j
          join places p on p.id = j.id and p.place in ('ready', 'running')
          where j.claim is not null and not exists (
            select from "${schema}".owner o where o.claim = j.claim and o.id = j.id)
          union all select 'job ' || j.uuid || ' waits for a key that nobody has' from "${schema}".job j
          join places p on p.id = j.id and p.place = 'duplicate'
          where not exists (select from "${schema}".owner o where o.claim = j.claim)
          union all select 'job ' || j.uuid || ' and the dead' from "${schema}".job j
          join places p on p.id = j.id
          where (p.place = 'dead') <> exists (select from "${schema}".dead d where d.id = j.id)
          """;
}
