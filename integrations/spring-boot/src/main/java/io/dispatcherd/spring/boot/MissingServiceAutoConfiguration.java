package io.dispatcherd.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnJava;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.system.JavaVersion;
import org.springframework.context.annotation.Conditional;

/** Ends the start of an application that is to run tasks and can't. */
@AutoConfiguration
@ConditionalOnProperty("dispatcherd.service.enabled")
@Conditional(MissingServiceAutoConfiguration.OnSomethingMissing.class)
final class MissingServiceAutoConfiguration {
  MissingServiceAutoConfiguration() {
    if (JavaVersion.getJavaVersion().isOlderThan(JavaVersion.TWENTY_ONE)) {
      throw new MissingServiceException(
          "this is Java " + JavaVersion.getJavaVersion() + ", and to run tasks takes Java 21.",
          "Start the application with Java 21 or later. On Java 17 it can submit tasks, and a"
              + " service of its own can run them.");
    }
    throw new MissingServiceException(
        "dispatcherd-service isn't on the class path.",
        "Add the dependency io.dispatcherd:dispatcherd-service. An application that only submits"
            + " leaves the property out.");
  }

  /** Either of the two. */
  static final class OnSomethingMissing extends AnyNestedCondition {
    OnSomethingMissing() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnMissingClass("io.dispatcherd.service.DispatcherService")
    static final class WithoutLibrary {}

    @ConditionalOnJava(range = ConditionalOnJava.Range.OLDER_THAN, value = JavaVersion.TWENTY_ONE)
    static final class WithoutJava {}
  }
}
