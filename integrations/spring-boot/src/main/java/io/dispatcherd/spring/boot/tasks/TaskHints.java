package io.dispatcherd.spring.boot.tasks;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.TaskDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to know of tasks on beans: their methods, and what they take and return.
 */
final class TaskHints implements BeanRegistrationAotProcessor {
  @Override
  public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
    Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
    return FoundTask.in(List.of(type)).isEmpty() ? null : new Contribution(type);
  }

  /**
   * Of one bean.
   *
   * @param type its class
   */
  private record Contribution(Class<?> type) implements BeanRegistrationAotContribution {
    @Override
    public void applyTo(GenerationContext generation, BeanRegistrationCode code) {
      RuntimeHints hints = generation.getRuntimeHints();
      for (FoundTask task : FoundTask.in(List.of(type))) {
        if (task.problems().isEmpty()) {
          add(task.declare(), hints);
        }
      }
    }

    private void add(TaskDeclaration task, RuntimeHints hints) {
      Method method = task.method().load(type.getClassLoader());
      hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
      BindingReflectionHintsRegistrar values = new BindingReflectionHintsRegistrar();
      for (Type parameter : method.getGenericParameterTypes()) {
        values.registerReflectionHints(hints.reflection(), parameter);
      }
      values.registerReflectionHints(hints.reflection(), method.getGenericReturnType());
    }
  }
}
