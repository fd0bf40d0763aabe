package io.dispatcherd.testing;

import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests whose program is missing; the build tells the reason at its end. */
final class NeedsProgramCondition implements ExecutionCondition {
  static final String MISSING_VARIABLE = "DISPATCHERD_TEST_MISSING";

  private final Predicate<String> isThere;
  private final boolean failing;

  /** Called by JUnit. */
  NeedsProgramCondition() {
    this(name -> Programs.find(name).isPresent(), "fail".equals(System.getenv(MISSING_VARIABLE)));
  }

  NeedsProgramCondition(Predicate<String> isThere, boolean failing) {
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
      return ConditionEvaluationResult.enabled(program + " is there");
    }
    String reason = "there is no %s in the PATH; install it with: %s".formatted(program, install);
    if (failing) {
      throw new IllegalStateException(reason + " (" + test + ")");
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
