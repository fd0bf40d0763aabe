package io.dispatcherd.spring.boot.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

/** Which beans have tasks, and on which objects they run. */
class TaskBeansTest {
  /** A task with a dependency. */
  public static class Reports {
    private final List<String> months;

    public Reports(List<String> months) {
      this.months = months;
    }

    @Task
    public int monthly() {
      return months.size();
    }
  }

  /** Inherits a task, and has one of its own. */
  public static class DetailedReports extends Reports {
    public DetailedReports() {
      super(List.of("may"));
    }

    @Task
    public void daily() {}
  }

  /** A final task, which no proxy can pass on. */
  public static class FinalReports {
    @Task
    public final void yearly() {}
  }

  /** A task behind an interface. */
  public static class Mailer implements Supplier<String> {
    @Override
    public String get() {
      return "mail";
    }

    @Task
    public void send() {}
  }

  private static BeanNameAutoProxyCreator proxies(boolean ofClasses) {
    BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
    creator.setBeanNames("proxied*");
    creator.setProxyTargetClass(ofClasses);
    creator.setInterceptorNames("passing");
    return creator;
  }

  /** What surrounds each call. */
  @Configuration(proxyBeanMethods = false)
  static class Proxies {
    @Bean
    MethodInterceptor passing() {
      return call -> call.proceed();
    }

    @Bean
    static BeanNameAutoProxyCreator creator() {
      return proxies(true);
    }

    @Bean
    DetailedReports proxiedReports() {
      return new DetailedReports();
    }
  }

  /** A configuration that is proxied itself, and has a task. */
  @Configuration
  public static class TaskInConfiguration {
    @Task
    public void nightly() {}
  }

  /** Scopes. */
  @Configuration(proxyBeanMethods = false)
  static class Scopes {
    @Bean
    List<String> months() {
      return List.of("may", "june");
    }

    @Bean
    @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    DetailedReports scoped() {
      return new DetailedReports();
    }
  }

  /** Nothing is made that nobody needs. */
  @Configuration(proxyBeanMethods = false)
  static class LazyReports {
    @Bean
    @Lazy
    DetailedReports lazy() {
      return new DetailedReports();
    }
  }

  private static AnnotationConfigApplicationContext context(Class<?>... classes) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.registerBean(
        TaskBeans.class,
        () -> new TaskBeans(context.getBeanFactory(), List.of(), ValueMapping.STANDARD));
    if (classes.length > 0) {
      context.register(classes);
    }
    return context;
  }

  private static List<String> names(TaskBeans tasks) {
    return tasks.declarations().stream()
        .map(TaskDeclaration::name)
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .sorted()
        .toList();
  }

  @Test
  void tasksOfAProxiedBeanRunThroughTheProxy() throws Exception {
    try (AnnotationConfigApplicationContext context = context(Proxies.class)) {
      context.refresh();
      TaskBeans tasks = context.getBean(TaskBeans.class);
      assertEquals(List.of("daily", "monthly"), names(tasks));
      assertTrue(AopUtils.isCglibProxy(tasks.get(DetailedReports.class)));
      assertEquals(1, ((Reports) tasks.get(Reports.class)).monthly());
    }
  }

  @Test
  void aConfigurationCanHaveTasks() throws Exception {
    try (AnnotationConfigApplicationContext context = context(TaskInConfiguration.class)) {
      context.refresh();
      TaskBeans tasks = context.getBean(TaskBeans.class);
      assertEquals(List.of("nightly"), names(tasks));
      assertInstanceOf(TaskInConfiguration.class, tasks.get(TaskInConfiguration.class));
    }
  }

  @Test
  void aTaskOfAScopedBeanIsFoundOnce() throws Exception {
    try (AnnotationConfigApplicationContext context = context(Scopes.class)) {
      context.refresh();
      TaskBeans tasks = context.getBean(TaskBeans.class);
      assertEquals(List.of("daily", "monthly"), names(tasks));
      assertEquals(1, ((Reports) tasks.get(Reports.class)).monthly());
    }
  }

  @Test
  void aLazyBeanIsMadeForItsFirstTask() throws Exception {
    try (AnnotationConfigApplicationContext context = context(LazyReports.class)) {
      context.refresh();
      TaskBeans tasks = context.getBean(TaskBeans.class);
      assertEquals(List.of("daily", "monthly"), names(tasks));
      assertFalse(context.getBeanFactory().containsSingleton("lazy"));
      tasks.get(DetailedReports.class);
      assertTrue(context.getBeanFactory().containsSingleton("lazy"));
    }
  }

  @Test
  void aClassThatIsNoBeanGetsItsDependencies() throws Exception {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(String.class, () -> "may");
      context.refresh();
      TaskBeans tasks =
          new TaskBeans(context.getBeanFactory(), List.of(Reports.class), ValueMapping.STANDARD);
      tasks.afterSingletonsInstantiated();
      Object first = tasks.get(Reports.class);
      assertEquals(1, ((Reports) first).monthly());
      assertNotSame(first, tasks.get(Reports.class));
    }
  }

  @Test
  void aFinalTaskOfAProxiedBeanIsRefused() {
    try (AnnotationConfigApplicationContext context = context(Proxies.class)) {
      context.registerBean("proxiedFinal", FinalReports.class);
      TaskDeclarationException refused =
          assertThrows(TaskDeclarationException.class, context::refresh);
      assertTrue(String.valueOf(refused.getMessage()).contains("remove final"), refused::toString);
    }
  }

  @Test
  void aProxyOfInterfacesIsRefused() {
    try (AnnotationConfigApplicationContext context = context()) {
      context.registerBean("passing", MethodInterceptor.class, () -> call -> call.proceed());
      context.registerBean(BeanNameAutoProxyCreator.class, () -> proxies(false));
      context.registerBean("proxiedMailer", Mailer.class);
      TaskDeclarationException refused =
          assertThrows(TaskDeclarationException.class, context::refresh);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("proxyTargetClass"), refused::toString);
    }
  }

  @Test
  void beansWithoutTasksAreLeftAlone() {
    try (AnnotationConfigApplicationContext context = context()) {
      context.registerBean("provider", ObjectProvider.class, () -> null);
      context.refresh();
      assertEquals(0, context.getBean(TaskBeans.class).classes().length);
    }
  }
}
