package io.dispatcherd.spring.boot.tasks;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskFactory;
import io.dispatcherd.tasks.TaskRegistry;
import io.dispatcherd.tasks.binding.LoadedTask;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The tasks that are methods of beans, and the beans to run them on. They are found in what the
 * container knows of its beans: nothing is scanned, and no bean is made for it. What is declared
 * wrongly ends the start of the application.
 */
public final class TaskBeans implements TaskFactory, SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(TaskBeans.class);

  private final ConfigurableListableBeanFactory beans;
  private final List<Class<?>> more;
  private final ValueMapping mapping;

  /** Classes with tasks, each with the names of its beans. Written once, before tasks run. */
  private volatile Map<Class<?>, Set<String>> found = Map.of();

  /**
   * In these beans.
   *
   * @param more classes with tasks that are no beans
   * @param mapping how arguments are read
   */
  public TaskBeans(
      ConfigurableListableBeanFactory beans, List<Class<?>> more, ValueMapping mapping) {
    this.beans = beans;
    this.more = List.copyOf(more);
    this.mapping = mapping;
  }

  /**
   * Finds and checks them.
   *
   * @throws TaskDeclarationException with all that is wrong
   */
  @Override
  public void afterSingletonsInstantiated() {
    Map<Class<?>, Set<String>> classes = new LinkedHashMap<>();
    more.forEach(type -> classes.put(type, new LinkedHashSet<>()));
    for (String name : beans.getBeanDefinitionNames()) {
      if (!ScopedProxyUtils.isScopedTarget(name)) {
        addClasses(name, classes);
      }
    }
    found = classes;
    check();
  }

  /** The classes that declare tasks. */
  public Class<?>[] classes() {
    return found.keySet().toArray(Class<?>[]::new);
  }

  /** The tasks. */
  public List<TaskDeclaration> declarations() {
    return List.copyOf(TaskRegistry.ofClasses(classes()).declarations());
  }

  /** The bean of this class; of a class that is none, a new object with its dependencies. */
  @Override
  public Object get(Class<?> type) {
    Set<String> names = found.getOrDefault(type, Set.of());
    if (names.isEmpty()) {
      return beans.createBean(type);
    }
    return names.size() == 1 ? beans.getBean(names.iterator().next()) : beans.getBean(type);
  }

  private void addClasses(String bean, Map<Class<?>, Set<String>> to) {
    try {
      for (Class<?> type = userClass(bean);
          type != null && !isOfSpring(type);
          type = type.getSuperclass()) {
        if (to.containsKey(type) || !FoundTask.in(List.of(type)).isEmpty()) {
          to.computeIfAbsent(type, first -> new LinkedHashSet<>()).add(bean);
        }
      }
    } catch (LinkageError e) {
      // Something optional that its signatures name isn't there; such a bean has no task of ours.
      log.debug("The class of bean {} can't be searched for tasks", bean, e);
    }
  }

  private static boolean isOfSpring(Class<?> type) {
    return type.getName().startsWith("java.") || type.getName().startsWith("org.springframework.");
  }

  /** The class as it was written, behind all proxies. */
  private @Nullable Class<?> userClass(String bean) {
    Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
    if (type != null && ScopedObject.class.isAssignableFrom(type)) {
      Class<?> target =
          AutoProxyUtils.determineTargetClass(beans, ScopedProxyUtils.getTargetBeanName(bean));
      type = target == null ? type : target;
    }
    return type == null ? null : ClassUtils.getUserClass(type);
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    List<FoundTask> tasks = FoundTask.in(List.copyOf(found.keySet()));
    try {
      TaskRegistry.of(tasks)
          .declarations()
          .forEach(declaration -> addProblems(declaration, problems));
    } catch (TaskDeclarationException e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
  }

  private void addProblems(TaskDeclaration declaration, List<String> problems) {
    Class<?> owner =
        found.keySet().stream()
            .filter(type -> type.getName().equals(declaration.method().className()))
            .findFirst()
            .orElseThrow();
    ClassLoader loader = owner.getClassLoader();
    try {
      LoadedTask.load(declaration, loader, this, mapping);
      Method method = declaration.method().load(loader);
      if (!Modifier.isStatic(method.getModifiers())) {
        Set<String> names = found.getOrDefault(owner, Set.of());
        names.forEach(bean -> addProblems(declaration, method, bean, problems));
        if (names.size() > 1 && beans.getBeanProvider(owner).getIfUnique() == null) {
          problems.add(
              "@Task %s: the beans %s all have it, and a task runs on one: mark one of them as @Primary, or put @Task on methods that only one of them has"
                  .formatted(declaration.name(), names));
        }
      }
    } catch (TaskDeclarationException e) {
      problems.addAll(e.problems());
    }
  }

  private void addProblems(
      TaskDeclaration declaration, Method method, String bean, List<String> problems) {
    Class<?> type = beans.getType(bean);
    if (type == null || type == userClass(bean)) {
      return;
    }
    if (!method.getDeclaringClass().isAssignableFrom(type)) {
      problems.add(
          "@Task %s: the bean %s is a proxy of its interfaces, which hasn't the method: let proxies be of classes, with proxyTargetClass = true where they are enabled"
              .formatted(declaration.name(), bean));
    } else if (Modifier.isFinal(method.getModifiers())) {
      problems.add(
          "@Task %s: the bean %s is a proxy, and a final method would run on that, without the bean's fields: remove final"
              .formatted(declaration.name(), bean));
    }
  }
}
