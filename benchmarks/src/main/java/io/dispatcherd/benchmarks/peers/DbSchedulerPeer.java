package io.dispatcherd.benchmarks.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** db-scheduler with lock-and-fetch, as in its own measurements on machines with two cores. */
final class DbSchedulerPeer implements Peer {
  static final int THREADS = 20;
  private static final double LOWER = 4.0;
  private static final double UPPER = 20.0;
  private static final int CHUNK = 1_000;

  private final OneTimeTask<Void> task =
      Tasks.oneTime("empty").execute((instance, context) -> Runs.ran());
  private @Nullable Scheduler scheduler;
  private int submitted;

  @Override
  public String description() {
    return "db-scheduler, lock-and-fetch, 20 threads, limits 4.0 and 20.0";
  }

  @Override
  public void prepare(DataSource database) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table scheduled_tasks (
            task_name text not null, task_instance text not null, task_data bytea,
            execution_time timestamptz not null, picked boolean not null, picked_by text,
            last_success timestamptz, last_failure timestamptz, consecutive_failures int,
            last_heartbeat timestamptz, version bigint not null, priority smallint,
            primary key (task_name, task_instance))
          """);
      statement.execute("create index on scheduled_tasks (execution_time)");
      statement.execute("create index on scheduled_tasks (last_heartbeat)");
    }
    scheduler =
        Scheduler.create(database, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(LOWER, UPPER)
            .pollingInterval(Duration.ofSeconds(1))
            .build();
  }

  @Override
  public void submit(int jobs) {
    Instant now = Instant.now();
    List<TaskInstance<?>> chunk = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      submitted++;
      chunk.add(task.instance(String.valueOf(submitted)));
      if (chunk.size() == CHUNK || i == jobs - 1) {
        scheduler().scheduleBatch(chunk, now);
        chunk.clear();
      }
    }
  }

  @Override
  public void start() {
    scheduler().start();
  }

  private Scheduler scheduler() {
    if (scheduler == null) {
      throw new IllegalStateException("not prepared");
    }
    return scheduler;
  }

  @Override
  public void close() {
    if (scheduler != null) {
      scheduler.stop();
    }
  }
}
