package io.dispatcherd.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test, or all tests of the class, need a server that an environment variable names. Without
 * the variable they are skipped, and the build says so at its end. With the environment variable
 * {@value NeedsProgramCondition#MISSING_VARIABLE} set to {@code fail} they fail instead.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsVariableCondition.class)
public @interface NeedsVariable {
  /** The variable's name. */
  String value();

  /** What it names, such as {@code a RabbitMQ}, and an example. */
  String names();
}
