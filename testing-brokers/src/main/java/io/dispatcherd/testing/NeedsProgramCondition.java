package io.dispatcherd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests whose program is missing, and leaves a line about it. */
final class NeedsProgramCondition implements ExecutionCondition {
  static final String MISSING_VARIABLE = "DISPATCHERD_TEST_MISSING";

  private final Path folder;
  private final Predicate<String> isThere;
  private final boolean failing;

  /** Called by JUnit. */
  NeedsProgramCondition() {
    this(
        Path.of("target", "needs"),
        name -> Programs.find(name).isPresent(),
        "fail".equals(System.getenv(MISSING_VARIABLE)));
  }

  NeedsProgramCondition(Path folder, Predicate<String> isThere, boolean failing) {
    this.folder = folder;
    this.isThere = isThere;
    this.failing = failing;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getElement()
        .flatMap(it -> AnnotationSupport.findAnnotation(it, NeedsProgram.class))
        .map(needed -> decide(needed.value(), needed.install(), context.getUniqueId()))
        .orElse(ConditionEvaluationResult.enabled("needs no program"));
  }

  ConditionEvaluationResult decide(String program, String install, String test) {
    if (isThere.test(program)) {
      forget(program);
      return ConditionEvaluationResult.enabled(program + " is there");
    }
    String line =
        "needs %s: tests were skipped without it; install it with: %s".formatted(program, install);
    if (failing) {
      throw new IllegalStateException(line + " (" + test + ")");
    }
    write(program, line);
    return ConditionEvaluationResult.disabled(line);
  }

  private void write(String program, String line) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(program), line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an earlier build in this folder left. */
  private void forget(String program) {
    Optional.of(folder.resolve(program))
        .filter(Files::exists)
        .ifPresent(
            line -> {
              try {
                Files.deleteIfExists(line);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
