package io.dispatcherd.cdi;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskFactory;
import io.dispatcherd.tasks.TaskRegistry;
import io.dispatcherd.tasks.binding.LoadedTask;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The tasks that are methods of beans, and the beans to run them on.
 *
 * <p>Immutable once it is made.
 */
final class ContainerTasks implements TaskFactory {
  /**
   * A bean.
   *
   * @param type its class as it was written
   * @param isDependent whether each look-up makes one that somebody has to destroy
   * @param object looks it up
   */
  record FoundBean(Class<?> type, boolean isDependent, Supplier<Object> object) {}

  /** Classes with tasks, each with its beans. */
  private final Map<Class<?>, List<FoundBean>> found = new LinkedHashMap<>();

  /**
   * Finds and checks them.
   *
   * @param beans all that have tasks
   * @param more classes with tasks that are no beans
   * @throws TaskDeclarationException with all that is wrong
   */
  ContainerTasks(List<FoundBean> beans, List<Class<?>> more, ValueMapping mapping) {
    more.forEach(type -> found.put(type, new ArrayList<>()));
    for (FoundBean bean : beans) {
      for (Class<?> type = bean.type();
          type != null && type != Object.class;
          type = type.getSuperclass()) {
        if (found.containsKey(type) || !FoundTask.in(List.of(type)).isEmpty()) {
          found.computeIfAbsent(type, first -> new ArrayList<>()).add(bean);
        }
      }
    }
    check(mapping);
  }

  /** In these beans of the container. */
  static ContainerTasks in(Instance<Object> beans, List<Class<?>> more, ValueMapping mapping) {
    List<FoundBean> found = new ArrayList<>();
    for (Instance.Handle<Object> bean : beans.handles()) {
      found.add(
          new FoundBean(
              bean.getBean().getBeanClass(),
              bean.getBean().getScope() == Dependent.class,
              bean::get));
    }
    return new ContainerTasks(found, more, mapping);
  }

  Class<?>[] classes() {
    return found.keySet().toArray(Class<?>[]::new);
  }

  /** The bean of this class; of a class that is none, a new object. */
  @Override
  public Object get(Class<?> type) throws Exception {
    List<FoundBean> beans = found.getOrDefault(type, List.of());
    return beans.isEmpty() ? BY_CONSTRUCTOR.get(type) : beans.get(0).object().get();
  }

  private void check(ValueMapping mapping) {
    List<String> problems = new ArrayList<>();
    try {
      TaskRegistry.of(FoundTask.in(List.copyOf(found.keySet())))
          .declarations()
          .forEach(declaration -> addProblems(declaration, mapping, problems));
    } catch (TaskDeclarationException e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
  }

  private void addProblems(
      TaskDeclaration declaration, ValueMapping mapping, List<String> problems) {
    Class<?> owner =
        found.keySet().stream()
            .filter(type -> type.getName().equals(declaration.method().className()))
            .findFirst()
            .orElseThrow();
    try {
      LoadedTask.load(declaration, owner.getClassLoader(), this, mapping);
    } catch (TaskDeclarationException e) {
      problems.addAll(e.problems());
    }
    if (!declaration.method().ofObject()) {
      return;
    }
    List<FoundBean> beans = found.getOrDefault(owner, List.of());
    if (beans.size() > 1) {
      problems.add(
          "@Task %s: the beans %s all have it, and a task runs on one: put @Task on methods that only one of them has"
              .formatted(declaration.name(), names(beans)));
    }
    if (beans.stream().anyMatch(FoundBean::isDependent)) {
      problems.add(
          "@Task %s: %s is @Dependent, and nobody would destroy it after a run: give it a scope, such as @ApplicationScoped"
              .formatted(declaration.name(), names(beans)));
    }
  }

  private static List<String> names(List<FoundBean> beans) {
    return beans.stream().map(bean -> bean.type().getName()).toList();
  }
}
