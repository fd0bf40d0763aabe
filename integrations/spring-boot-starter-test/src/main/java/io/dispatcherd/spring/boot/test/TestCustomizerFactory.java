package io.dispatcherd.spring.boot.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Customizes the contexts of tests with {@link DispatcherdTest}. */
final class TestCustomizerFactory implements ContextCustomizerFactory {
  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> test, List<ContextConfigurationAttributes> attributes) {
    DispatcherdTest annotation =
        TestContextAnnotationUtils.findMergedAnnotation(test, DispatcherdTest.class);
    return annotation == null ? null : new TestCustomizer(annotation.inMemory());
  }
}
