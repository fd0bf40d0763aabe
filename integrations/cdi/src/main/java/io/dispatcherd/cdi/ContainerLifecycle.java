package io.dispatcherd.cdi;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.tasks.RunInterceptor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the application starts: tasks are checked, tables are seen to, and the service
 * starts if it is wanted. It ends before the beans that its tasks use.
 */
@ApplicationScoped
class ContainerLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ContainerLifecycle.class);
  private static final String CONNECTION = "08";

  @Inject DispatcherdBeans beans;
  @Inject Instance<Dispatcherd> dispatcherd;
  @Inject @HasTasks Instance<Object> withTasks;
  @Inject @Any Instance<RunInterceptor> interceptors;
  @Inject Instance<RequestContextController> requests;

  /** Guarded by this, as is the next. */
  private boolean isStarted;

  private @Nullable AutoCloseable service;

  void started(@Observes Startup event) {
    start();
  }

  void stopping(@Observes Shutdown event) throws Exception {
    stop();
  }

  /** Does nothing the second time. */
  synchronized void start() {
    if (isStarted) {
      return;
    }
    isStarted = true;
    ContainerProperties properties = ContainerProperties.read();
    ContainerTasks tasks =
        ContainerTasks.in(
            withTasks,
            properties.taskClasses(Thread.currentThread().getContextClassLoader()),
            beans.mapping());
    if (properties.flag("prepare", true)) {
      prepare(dispatcherd.get());
    }
    if (properties.flag("service.enabled", false)) {
      service = startService(properties, tasks);
    }
  }

  /** A database that isn't there may come back; one that is wrong stays wrong. */
  private static void prepare(Dispatcherd dispatcherd) {
    try {
      dispatcherd.prepare();
    } catch (BrokerException e) {
      if (!(e.getCause() instanceof SQLException sql)
          || !String.valueOf(sql.getSQLState()).startsWith(CONNECTION)) {
        throw e;
      }
      log.warn("{}; it is tried again at the first use", e.getMessage());
    }
  }

  private AutoCloseable startService(ContainerProperties properties, ContainerTasks tasks) {
    try {
      return ApplicationService.start(properties, beans, tasks, interceptors, requests::get);
    } catch (NoClassDefFoundError | UnsupportedClassVersionError e) {
      throw new ConfigurationException(
          "dispatcherd.service.enabled: to run tasks in the application takes Java 21 and"
              + " dispatcherd-service among the dependencies: add it, or set this to false."
              + " Missing: "
              + e.getMessage());
    }
  }

  /** Does nothing the second time. */
  @PreDestroy
  synchronized void stop() throws Exception {
    AutoCloseable running = service;
    service = null;
    if (running != null) {
      running.close();
    }
  }
}
