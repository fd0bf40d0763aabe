package io.dispatcherd.spring.boot.service;

import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.ServiceBuilder;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.spring.boot.DispatcherdAutoConfiguration;
import io.dispatcherd.spring.boot.DispatcherdConnections;
import io.dispatcherd.spring.boot.settings.EnvironmentSettings;
import io.dispatcherd.spring.boot.tasks.TaskBeans;
import io.dispatcherd.tasks.RunInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnJava;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** A service in the application that runs the tasks of its beans on threads. */
@AutoConfiguration(after = DispatcherdAutoConfiguration.class)
@ConditionalOnProperty("dispatcherd.service.enabled")
@ConditionalOnJava(JavaVersion.TWENTY_ONE)
@ConditionalOnClass(DispatcherService.class)
@ConditionalOnBean(EnvironmentSettings.class)
public final class DispatcherdServiceAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  ServiceLifecycle dispatcherdService(
      EnvironmentSettings settings,
      DispatcherdConnections connections,
      TaskBeans tasks,
      ValueMapping mapping,
      ObjectProvider<DispatcherdServiceCustomizer> customizers,
      ApplicationContext context) {
    return new ServiceLifecycle(
        () -> {
          ServiceBuilder builder =
              DispatcherService.builder()
                  .settings(withinPhase(settings.settings(), context))
                  .tasks(tasks.classes())
                  .taskFactory(tasks)
                  .mapping(mapping)
                  .threads();
          if (Threading.VIRTUAL.isActive(context.getEnvironment())) {
            builder.threads(
                new VirtualThreadTaskExecutor("dispatcherd-").getVirtualThreadFactory());
          }
          ClassLoader loader = context.getClassLoader();
          if (loader != null) {
            builder.classLoader(loader);
          }
          settings
              .dataSources()
              .forEach((broker, name) -> builder.connections(broker, connections.of(name)));
          context
              .getBeanProvider(RunInterceptor.class)
              .orderedStream()
              .forEach(builder::interceptor);
          context.getBeanProvider(TaskObserver.class).orderedStream().forEach(builder::observer);
          customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
          return builder;
        });
  }

  private static Settings withinPhase(Settings settings, ApplicationContext context) {
    return ShutdownPhase.of(context.getEnvironment()).limit(settings);
  }
}
