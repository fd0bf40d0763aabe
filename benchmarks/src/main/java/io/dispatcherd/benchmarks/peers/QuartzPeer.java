package io.dispatcherd.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz as a cluster has it, acquiring as many triggers at once as there are threads. */
final class QuartzPeer implements Peer {
  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
  private static final String DATABASE = "bench";
  private static final int THREADS = 20;

  private @Nullable Scheduler scheduler;

  /** A job without arguments. */
  public static final class Empty implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      Runs.ran();
    }
  }

  @Override
  public String description() {
    return "Quartz, clustered, 20 threads, batches of 20 triggers";
  }

  @Override
  public void prepare(DataSource database) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        InputStream tables = QuartzPeer.class.getResourceAsStream(TABLES)) {
      if (tables == null) {
        throw new IOException(TABLES + " is not in Quartz's jar");
      }
      statement.execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
    }
    DBConnectionManager.getInstance().addConnectionProvider(DATABASE, provider(database));
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "org.quartz.scheduler.instanceName", "bench",
            "org.quartz.scheduler.instanceId", "AUTO",
            "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", String.valueOf(THREADS),
            "org.quartz.threadPool.threadCount", String.valueOf(THREADS),
            "org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX",
            "org.quartz.jobStore.driverDelegateClass",
                "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
            "org.quartz.jobStore.dataSource", DATABASE,
            "org.quartz.jobStore.isClustered", "true",
            "org.quartz.jobStore.acquireTriggersWithinLock", "true",
            // What has waited for its turn is not to be handled as missed.
            "org.quartz.jobStore.misfireThreshold", "3600000"));
    scheduler = new StdSchedulerFactory(properties).getScheduler();
  }

  private static ConnectionProvider provider(DataSource database) {
    return new ConnectionProvider() {
      @Override
      public Connection getConnection() throws java.sql.SQLException {
        return database.getConnection();
      }

      @Override
      public void shutdown() {}

      @Override
      public void initialize() {}
    };
  }

  @Override
  public void submit(int jobs) throws SchedulerException {
    JobDetail job = JobBuilder.newJob(Empty.class).withIdentity("empty").storeDurably().build();
    Set<Trigger> triggers = new HashSet<>();
    for (int i = 0; i < jobs; i++) {
      triggers.add(TriggerBuilder.newTrigger().forJob(job).startNow().build());
    }
    scheduler().scheduleJobs(Map.of(job, triggers), true);
  }

  @Override
  public void start() throws SchedulerException {
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
    try {
      if (scheduler != null) {
        scheduler.shutdown(true);
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }
}
