package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.JsonText;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import java.util.List;
import java.util.Optional;

/**
 * One job. Immutable.
 *
 * @param job it
 * @param attempts its runs that have ended, the latest first
 * @param arguments what it was submitted with; empty if that isn't for this viewer
 * @param argumentsNote why not all of it is shown
 * @param result what it returned
 * @param lines what its run logs that hasn't ended
 * @param workflow the uuid of the workflow that it is a step of
 * @param isCancelling whether somebody has asked for its end
 */
public record JobPage(
    Job job,
    List<Attempt> attempts,
    Optional<JsonText> arguments,
    Optional<String> argumentsNote,
    Optional<JsonText> result,
    List<String> lines,
    Optional<String> workflow,
    boolean isCancelling) {
  /** Copies the lists. */
  public JobPage {
    attempts = List.copyOf(attempts);
    lines = List.copyOf(lines);
  }

  /** Whether it can be made ready at once. */
  public boolean canRetry() {
    return job.state() == JobState.DEAD || job.state() == JobState.CANCELLED;
  }

  /** Whether it waits for a time that needn't be waited for. */
  public boolean canRunNow() {
    return job.state() == JobState.SCHEDULED;
  }

  /** Whether it can be cancelled. */
  public boolean canCancel() {
    return !job.state().hasEnded() && !isCancelling;
  }

  /** Whether it can be deleted. */
  public boolean canDelete() {
    return job.state() != JobState.RUNNING;
  }
}
