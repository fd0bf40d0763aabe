package io.dispatcherd.testing;

import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests whose server isn't named; the build tells the reason at its end. */
final class NeedsVariableCondition implements ExecutionCondition {
  private final Predicate<String> isSet;
  private final boolean failing;

  /** Called by JUnit. */
  NeedsVariableCondition() {
    this(
        name -> {
          String value = System.getenv(name);
          return value != null && !value.isBlank();
        },
        "fail".equals(System.getenv(NeedsProgramCondition.MISSING_VARIABLE)));
  }

  NeedsVariableCondition(Predicate<String> isSet, boolean failing) {
    this.isSet = isSet;
    this.failing = failing;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getElement()
        .flatMap(it -> AnnotationSupport.findAnnotation(it, NeedsVariable.class))
        .map(needed -> decide(needed.value(), needed.names(), context.getUniqueId()))
        .orElse(ConditionEvaluationResult.enabled("needs no variable"));
  }

  ConditionEvaluationResult decide(String variable, String names, String test) {
    if (isSet.test(variable)) {
      return ConditionEvaluationResult.enabled(variable + " is set");
    }
    String reason = "%s isn't set, which names %s".formatted(variable, names);
    if (failing) {
      throw new IllegalStateException(reason + " (" + test + ")");
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
