package io.dispatcherd.testing.junit;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.publish.Submission;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps how tasks ended, in that order. Thread-safe. */
final class EndedTasks {
  private final List<TaskEnding> endings = new CopyOnWriteArrayList<>();

  void add(TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
    endings.add(new TaskEnding(message, outcome, result));
  }

  List<TaskEnding> all() {
    return List.copyOf(endings);
  }

  List<TaskEnding> of(String task) {
    return endings.stream().filter(ending -> ending.message().task().equals(task)).toList();
  }

  TaskEnding of(Submission submission) {
    return find(submission)
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s has not ended%s".formatted(submission.message(), endedInstead())));
  }

  void assertOrder(Submission... expected) {
    List<String> wanted = Arrays.stream(expected).map(Submission::uuid).toList();
    Arrays.stream(expected).forEach(this::of);
    List<TaskEnding> ended =
        endings.stream().filter(ending -> wanted.contains(ending.message().uuid())).toList();
    if (!ended.stream().map(ending -> ending.message().uuid()).toList().equals(wanted)) {
      throw new AssertionError(
          "expected the order %s, but it was %s"
              .formatted(
                  Arrays.stream(expected).map(Submission::message).toList(),
                  ended.stream().map(TaskEnding::message).toList()));
    }
  }

  private Optional<TaskEnding> find(Submission submission) {
    return endings.stream()
        .filter(ending -> Objects.equals(ending.message().uuid(), submission.uuid()))
        .findFirst();
  }

  private String endedInstead() {
    return endings.isEmpty()
        ? ": no task has. Does the test call drain()? Does the task have a delay?"
        : "; what has: " + endings.stream().map(TaskEnding::message).toList();
  }
}
