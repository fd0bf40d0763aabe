package io.dispatcherd.cdi;

import io.dispatcherd.tasks.Task;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import java.util.Set;

/**
 * Tells the container which beans have tasks. Called by the container alone, while it looks for
 * beans; containers that drop beans nobody injects keep these.
 */
public final class TaskBeansExtension implements BuildCompatibleExtension {
  /** Beans with no other qualifiers than these are found without one. */
  private static final Set<String> PLAIN = Set.of(Any.class.getName(), Named.class.getName());

  /** For the container. */
  public TaskBeansExtension() {}

  /** Qualifies what has tasks, inherited ones included. */
  @Enhancement(types = Object.class, withSubtypes = true)
  public void qualify(ClassConfig type) {
    ClassInfo found = type.info();
    if (!found.isPlainClass() || !hasTasks(found)) {
      return;
    }
    boolean isDefault =
        found.annotations().stream()
            .filter(each -> !PLAIN.contains(each.name()))
            .noneMatch(each -> each.declaration().hasAnnotation(Qualifier.class));
    if (isDefault) {
      type.addAnnotation(Default.class);
    }
    type.addAnnotation(HasTasks.class);
  }

  private static boolean hasTasks(ClassInfo type) {
    return type.hasAnnotation(Task.class)
        || type.methods().stream().anyMatch(method -> method.hasAnnotation(Task.class));
  }
}
