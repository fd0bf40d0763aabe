package io.dispatcherd.spring.boot.service;

import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.ServiceBuilder;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * The service as a part of the application's life: it starts when all else has, and ends first, so
 * that tasks have what they need to the end. It can be started again, as a context that was paused
 * is.
 */
public final class ServiceLifecycle implements SmartLifecycle, DisposableBean {
  /** Before the web server in stopping, as what listens for messages does. */
  public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

  private final Supplier<ServiceBuilder> builder;

  /** The one that runs. Guarded by this, as is the next. */
  private @Nullable DispatcherService service;

  /** The one that was told to stop last. */
  private @Nullable DispatcherService stopping;

  /** That starts what this builds. */
  public ServiceLifecycle(Supplier<ServiceBuilder> builder) {
    this.builder = builder;
  }

  /** The service, while it runs. */
  public synchronized Optional<DispatcherService> service() {
    return Optional.ofNullable(service);
  }

  @Override
  public synchronized void start() {
    if (service == null) {
      service = builder.get().start();
    }
  }

  @Override
  public void stop() {
    take().ifPresent(DispatcherService::close);
  }

  /** Doesn't wait: other parts of the phase stop meanwhile. */
  @Override
  public void stop(Runnable callback) {
    take()
        .ifPresentOrElse(
            running -> {
              running.stop();
              running.whenStopped(callback);
            },
            callback);
  }

  private synchronized Optional<DispatcherService> take() {
    Optional<DispatcherService> running = service();
    running.ifPresent(one -> stopping = one);
    service = null;
    return running;
  }

  @Override
  public synchronized boolean isRunning() {
    return service != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /** What has not ended in its phase is cut off before the data source is closed. */
  @Override
  public void destroy() {
    DispatcherService late;
    synchronized (this) {
      take();
      late = stopping;
    }
    if (late != null) {
      late.stopNow();
      late.close();
    }
  }
}
