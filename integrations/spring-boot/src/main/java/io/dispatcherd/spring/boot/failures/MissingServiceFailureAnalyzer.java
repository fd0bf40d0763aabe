package io.dispatcherd.spring.boot.failures;

import io.dispatcherd.spring.boot.MissingServiceException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tasks are to run in the application, which lacks what that takes. */
final class MissingServiceFailureAnalyzer extends AbstractFailureAnalyzer<MissingServiceException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, MissingServiceException cause) {
    return new FailureAnalysis(
        "dispatcherd.service.enabled is true, but " + cause.getMessage(), cause.action(), cause);
  }
}
