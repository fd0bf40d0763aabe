package io.dispatcherd.child;

import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.workers.TaskWorker;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads what the configuration names: the application's worker, and classes to preload. */
final class ApplicationClasses {
  private final ClassLoader loader;

  ApplicationClasses(ClassLoader loader) {
    this.loader = loader;
  }

  /** Initialises classes, so that the first task finds them ready. */
  void preload(Iterable<String> names) throws UnfitException {
    for (String name : names) {
      try {
        Class.forName(name, true, loader);
      } catch (ClassNotFoundException e) {
        throw new UnfitException("class " + name + ", to be preloaded, isn't on the class path", e);
      } catch (LinkageError e) {
        throw new UnfitException(
            "class " + name + ", to be preloaded, failed to load: " + Failures.oneLine(e), e);
      }
    }
  }

  /** Builds what stands around each run. */
  List<RunInterceptor> interceptors(List<String> names) throws UnfitException {
    List<RunInterceptor> built = new ArrayList<>();
    for (String name : names) {
      try {
        built.add(
            Class.forName(name, true, loader)
                .asSubclass(RunInterceptor.class)
                .getConstructor()
                .newInstance());
      } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
        throw new UnfitException(
            "interceptor class %s (META-INF/services) can't be built: %s"
                .formatted(name, Failures.oneLine(e)),
            e);
      }
    }
    return built;
  }

  /** Builds the worker's object. */
  TaskWorker worker(WorkerSetup setup) throws UnfitException {
    String name = setup.workerClass().orElse(TaskWorker.class.getName());
    try {
      return construct(workerClass(name), setup.workerOptions());
    } catch (InvocationTargetException e) {
      throw new UnfitException(
          "the constructor of worker class %s threw %s"
              .formatted(name, Failures.oneLine(e.getCause())),
          e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnfitException(
          "worker class %s can't be built: %s".formatted(name, Failures.oneLine(e)), e);
    }
  }

  private Class<? extends TaskWorker> workerClass(String name) throws UnfitException {
    try {
      return Class.forName(name, true, loader).asSubclass(TaskWorker.class);
    } catch (ClassNotFoundException e) {
      throw new UnfitException(
          "worker class " + name + " (worker.worker_cls) isn't on the class path", e);
    } catch (ClassCastException e) {
      throw new UnfitException(
          "worker class %s (worker.worker_cls) doesn't extend %s"
              .formatted(name, TaskWorker.class.getName()),
          null);
    }
  }

  private static TaskWorker construct(
      Class<? extends TaskWorker> type, Map<String, @Nullable Object> options)
      throws ReflectiveOperationException, UnfitException {
    try {
      return type.getConstructor(Map.class).newInstance(options);
    } catch (NoSuchMethodException noneWithOptions) {
      if (!options.isEmpty()) {
        throw new UnfitException(
            "worker class %s has no public constructor that takes a Map, to be given %s of worker.worker_kwargs"
                .formatted(type.getName(), options.keySet()),
            noneWithOptions);
      }
    }
    try {
      return type.getConstructor().newInstance();
    } catch (NoSuchMethodException e) {
      throw new UnfitException(
          "worker class %s has no public constructor without parameters, and none that takes a Map"
              .formatted(type.getName()),
          e);
    }
  }
}
