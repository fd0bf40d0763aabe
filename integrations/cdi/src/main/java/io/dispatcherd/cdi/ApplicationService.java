package io.dispatcherd.cdi;

import io.dispatcherd.config.relaxed.ApplicationSettings;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.ServiceBuilder;
import io.dispatcherd.tasks.RunInterceptor;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A service in the application. Apart, because it needs dispatcherd-service and Java 21. */
final class ApplicationService implements AutoCloseable {
  private final DispatcherService service;

  private ApplicationService(DispatcherService service) {
    this.service = service;
  }

  /**
   * Starts it.
   *
   * @param interceptors that are beans
   * @param requests for each run, one to control the context of requests
   */
  static ApplicationService start(
      ContainerProperties properties,
      DispatcherdBeans beans,
      ContainerTasks tasks,
      Instance<RunInterceptor> interceptors,
      Supplier<RequestContextController> requests) {
    ApplicationSettings settings = properties.settings();
    ServiceBuilder builder =
        DispatcherService.builder()
            .settings(settings.settings())
            .tasks(tasks.classes())
            .taskFactory(tasks)
            .mapping(beans.mapping())
            .threads()
            .classLoader(Thread.currentThread().getContextClassLoader());
    builder.interceptor((context, run) -> inRequest(requests.get(), run));
    interceptors.forEach(builder::interceptor);
    beans.supply(properties, settings, builder::connections);
    return new ApplicationService(builder.start());
  }

  /** Each run has the context of a request, as beans know it from calls over HTTP. */
  private static @Nullable Object inRequest(
      RequestContextController request, RunInterceptor.Run run) throws Throwable {
    boolean isOurs = request.activate();
    try {
      return run.proceed();
    } finally {
      if (isOurs) {
        request.deactivate();
      }
    }
  }

  /** Waits for tasks that run, for as long as {@code shutdown_wait} says. */
  @Override
  public void close() {
    service.close();
  }
}
