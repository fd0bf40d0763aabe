package io.dispatcherd.spring.boot.failures;

import io.dispatcherd.config.ConfigurationException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Settings that can't work. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, ConfigurationException cause) {
    return new FailureAnalysis(
        "The settings of dispatcherd can't work:\n\n    "
            + cause.problems().stream().map(Object::toString).collect(Collectors.joining("\n    ")),
        "Change the properties below \"dispatcherd.\" that the lines name, or the file that"
            + " dispatcherd.config-file names. max_running of the file may be written"
            + " max-running as a property.",
        cause);
  }
}
