package io.dispatcherd.benchmarks.peers;

import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration.JobRunrConfigurationResult;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.jspecify.annotations.Nullable;

/** JobRunr with its own number of workers, which are virtual threads, and its shortest poll. */
final class JobRunrPeer implements Peer {
  private static final int POLL_SECONDS = 5;

  private @Nullable JobRunrConfigurationResult running;
  private @Nullable BackgroundJobServer server;

  /** A job without arguments. */
  public record Empty() implements JobRequest {
    @Override
    public Class<Handler> getJobRequestHandler() {
      return Handler.class;
    }
  }

  /** Runs it. */
  public static final class Handler implements JobRequestHandler<Empty> {
    @Override
    public void run(Empty request) {
      Runs.ran();
    }
  }

  @Override
  public String description() {
    return "JobRunr, its own number of workers (virtual threads), poll interval 5 s";
  }

  @Override
  public void prepare(DataSource database) {
    StorageProvider storage = new PostgresStorageProvider(database);
    running =
        JobRunr.configure()
            .useJsonMapper(new Jackson3JsonMapper())
            .useStorageProvider(storage)
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andPollIntervalInSeconds(POLL_SECONDS),
                false)
            .initialize();
    server = JobRunr.getBackgroundJobServer();
  }

  @Override
  public void submit(int jobs) {
    if (running == null) {
      throw new IllegalStateException("not prepared");
    }
    running.getJobRequestScheduler().enqueue(Stream.generate(Empty::new).limit(jobs));
  }

  @Override
  public void start() {
    if (server == null) {
      throw new IllegalStateException("not prepared");
    }
    server.start();
  }

  @Override
  public void close() {
    JobRunr.destroy();
  }
}
