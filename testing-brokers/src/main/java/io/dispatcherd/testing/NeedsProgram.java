package io.dispatcherd.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test, or all tests of the class, need a program that a machine may lack. Without it they are
 * skipped, and the build says so at its end. With the environment variable {@value
 * NeedsProgramCondition#MISSING_VARIABLE} set to {@code fail} they fail instead.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsProgramCondition.class)
public @interface NeedsProgram {
  /** The program's name. */
  String value();

  /** How to get it, such as {@code apt-get install pgbouncer}. */
  String install();
}
