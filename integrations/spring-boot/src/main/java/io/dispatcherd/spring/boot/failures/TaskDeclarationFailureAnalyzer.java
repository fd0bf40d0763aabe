package io.dispatcherd.spring.boot.failures;

import io.dispatcherd.tasks.TaskDeclarationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tasks that are declared wrongly: names that two have, arguments that can't be read. */
final class TaskDeclarationFailureAnalyzer
    extends AbstractFailureAnalyzer<TaskDeclarationException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, TaskDeclarationException cause) {
    return new FailureAnalysis(
        "Tasks of this application are declared wrongly:\n\n    "
            + String.join("\n    ", cause.problems()),
        "Change the methods that the lines name. What holds for them is described at @Task"
            + " (io.dispatcherd.tasks.Task).",
        cause);
  }
}
