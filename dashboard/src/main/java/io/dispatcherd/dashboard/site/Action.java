package io.dispatcherd.dashboard.site;

import io.dispatcherd.dashboard.access.Right;
import java.util.Arrays;
import java.util.Optional;

/** What can be done over the dashboard. */
enum Action {
  RETRY(
      "retry",
      Right.OPERATE,
      "Retry",
      "retried",
      "job",
      "They are ready at once, and get further attempts."),
  RUN_NOW("run-now", Right.OPERATE, "Run now", "made ready", "job", "It is ready at once."),
  CANCEL(
      "cancel",
      Right.OPERATE,
      "Cancel",
      "cancelled",
      "job",
      "What waits ends at once; what runs is interrupted."),
  DELETE(
      "delete",
      Right.ADMINISTER,
      "Delete",
      "deleted",
      "job",
      "They are gone with their history. This can't be undone."),
  PAUSE_QUEUE(
      "pause-queue",
      Right.OPERATE,
      "Pause",
      "paused",
      "queue",
      "No further job of it starts, in any service."),
  RESUME_QUEUE(
      "resume-queue", Right.OPERATE, "Resume", "resumed", "queue", "Its jobs start again."),
  RUN_SCHEDULE(
      "run-schedule",
      Right.OPERATE,
      "Run now",
      "run",
      "schedule",
      "Its task is submitted now, beside its moments."),
  PAUSE_SCHEDULE(
      "pause-schedule",
      Right.ADMINISTER,
      "Pause",
      "paused",
      "schedule",
      "Its moments are left out until it is resumed."),
  RESUME_SCHEDULE(
      "resume-schedule",
      Right.ADMINISTER,
      "Resume",
      "resumed",
      "schedule",
      "It goes on with its next moment."),
  DELETE_SCHEDULE(
      "delete-schedule",
      Right.ADMINISTER,
      "Delete",
      "deleted",
      "schedule",
      "It is gone. What it has submitted stays."),
  RETRY_WORKFLOW(
      "retry-workflow",
      Right.OPERATE,
      "Retry",
      "retried",
      "workflow",
      "What failed runs again, and what was cancelled because of that."),
  CANCEL_WORKFLOW(
      "cancel-workflow",
      Right.OPERATE,
      "Cancel",
      "cancelled",
      "workflow",
      "All that hasn't ended is cancelled.");

  private final String word;
  private final Right right;
  private final String verb;
  private final String done;
  private final String subject;
  private final String consequence;

  Action(String word, Right right, String verb, String done, String subject, String consequence) {
    this.word = word;
    this.right = right;
    this.verb = verb;
    this.done = done;
    this.subject = subject;
    this.consequence = consequence;
  }

  static Optional<Action> named(String word) {
    return Arrays.stream(values()).filter(action -> action.word.equals(word)).findFirst();
  }

  /** As addresses and the audit have it. */
  String word() {
    return word;
  }

  Right right() {
    return right;
  }

  /** What its button says. */
  String verb() {
    return verb;
  }

  /** What has been done to something then. */
  String done() {
    return done;
  }

  /** What it is done to: job, queue, schedule or workflow. */
  String subject() {
    return subject;
  }

  /** What happens then, in a sentence. */
  String consequence() {
    return consequence;
  }

  boolean isDangerous() {
    return this == DELETE || this == DELETE_SCHEDULE;
  }

  /** The parameter that names what it is done to. */
  String parameter() {
    return subject.equals("job") || subject.equals("workflow") ? "uuid" : "name";
  }
}
