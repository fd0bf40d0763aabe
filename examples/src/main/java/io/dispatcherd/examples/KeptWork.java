package io.dispatcherd.examples;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The part of the tour about tasks that are kept: they outlive the service that runs them. */
final class KeptWork {
  private static final String QUEUE = "pg_queue";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 100;

  private final Dispatcherd dispatcherd;
  private final Narrator narrator;
  private final ServiceProgram program;

  KeptWork(Dispatcherd dispatcherd, Narrator narrator, ServiceProgram program) {
    this.dispatcherd = dispatcherd;
    this.narrator = narrator;
    this.program = program;
  }

  void visitAll() throws InterruptedException, IOException {
    await();
    fail();
    kill();
  }

  private void await() {
    narrator.stop("Keep a task until it is done, and wait for its result");
    narrator.code(
        "Job job = dispatcherd.task(DemoTasks::sleep, 1.0).broker(\"pg_queue\").submit()");
    narrator.code("    .await(Duration.ofSeconds(60))");
    Job job = dispatcherd.task(DemoTasks::sleep, 1.0).broker(QUEUE).submit().await(PATIENCE);
    narrator.see(
        "It is %s, by node %s, and returned %s."
            .formatted(
                job.state().wireName(),
                job.nodeId().orElse("?"),
                job.result(Double.class).map(String::valueOf).orElse("nothing")));
  }

  private void fail() throws InterruptedException {
    narrator.stop("See a failed task tried again, and die");
    narrator.code("dispatcherd.task(DemoTasks::fail).broker(\"pg_queue\").maxAttempts(2).submit()");
    Submission sent = dispatcherd.task(DemoTasks::fail).broker(QUEUE).maxAttempts(2).submit();
    Job waiting = await(sent, job -> job.attempts() == 1 && job.state() == JobState.SCHEDULED);
    narrator.see("Attempt 1 failed: %s".formatted(waiting.error().orElse("?")));
    Job dead = await(sent, job -> job.state().hasEnded());
    narrator.see("After attempt %d it is %s.".formatted(dead.attempts(), dead.state().wireName()));
    narrator.see("It stays until somebody decides: bin/dispatcherctl dead, job UUID, retry UUID");
  }

  private void kill() throws InterruptedException, IOException {
    narrator.stop("Kill the service in the middle of a task");
    narrator.code(
        "Submission sent = dispatcherd.task(DemoTasks::sleep, 3.0).broker(\"pg_queue\").submit()");
    Submission sent = dispatcherd.task(DemoTasks::sleep, 3.0).broker(QUEUE).submit();
    await(sent, job -> job.state() == JobState.RUNNING);
    long pid = program.find(dispatcherd.control());
    narrator.code("kill -9 " + pid);
    program.kill(pid);
    narrator.see("The service is gone, in the middle of the task, and its workers with it.");
    Path log = program.start();
    narrator.see("It is started again (its output is in %s) ...".formatted(log));
    Job done = await(sent, job -> job.state().hasEnded());
    narrator.see(
        "... and the task is %s, on attempt %d."
            .formatted(done.state().wireName(), done.attempts()));
    narrator.see("Tasks sent with pg_notify would be lost: nobody keeps them.");
    program.stop();
    narrator.see(
        "The tour has stopped the service that it started: start bin/dispatcherd again to go on.");
  }

  /** Asks until the job is as wanted. For a while there may be no database to ask. */
  private Job await(Submission sent, Predicate<Job> wanted) throws InterruptedException {
    Jobs jobs = dispatcherd.jobs();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<Job> job = find(jobs, sent.uuid());
      if (job.filter(wanted).isPresent()) {
        return job.get();
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "After %d s the job is still %s."
                .formatted(PATIENCE.toSeconds(), job.map(Job::toString).orElse("unknown")));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private static Optional<Job> find(Jobs jobs, String uuid) {
    try {
      return jobs.find(uuid);
    } catch (BrokerException e) {
      return Optional.empty();
    }
  }
}
