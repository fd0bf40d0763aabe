package io.dispatcherd.spring.boot.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Lets each test method begin with nothing that has ended. */
final class ClearingListener extends AbstractTestExecutionListener {
  @Override
  public void beforeTestMethod(TestContext test) {
    if (TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), DispatcherdTest.class)) {
      test.getApplicationContext().getBeanProvider(TaskTester.class).ifAvailable(TaskTester::clear);
    }
  }
}
