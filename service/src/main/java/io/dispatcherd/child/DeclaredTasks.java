package io.dispatcherd.child;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskFactory;
import io.dispatcherd.tasks.binding.LoadedTask;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that this worker may run, each loaded at its first run. What isn't declared is refused
 * by its name alone. Used by the worker's own thread only.
 */
final class DeclaredTasks {
  private final Map<String, TaskDeclaration> declared = new HashMap<>();
  private final Map<String, LoadedTask> loaded = new HashMap<>();
  private final ClassLoader loader;
  private final TaskFactory factory;
  private final ValueMapping mapping;
  private final List<RunInterceptor> interceptors;

  /**
   * @param factory supplies the objects that tasks are methods of
   * @param interceptors what stands around each run, the outermost first
   * @param mapping how arguments are read and results written
   */
  DeclaredTasks(
      Collection<TaskDeclaration> declarations,
      ClassLoader loader,
      TaskFactory factory,
      List<RunInterceptor> interceptors,
      ValueMapping mapping) {
    declarations.forEach(declaration -> declared.put(declaration.name(), declaration));
    this.loader = loader;
    this.factory = factory;
    this.mapping = mapping;
    this.interceptors = List.copyOf(interceptors);
  }

  /**
   * Runs the task that a message names.
   *
   * @return what it returned
   * @throws UndeclaredTaskException if there is no such task
   * @throws Throwable what {@link LoadedTask} throws
   */
  @Nullable Object call(TaskMessage message, TaskContext context) throws Throwable {
    LoadedTask task = find(message.task());
    return around(0, context, () -> task.run(context, message));
  }

  /**
   * What a task returned, as plain JSON values.
   *
   * @throws io.dispatcherd.messages.MessageFormatException if it can't be written as JSON
   */
  @Nullable Object result(@Nullable Object value) {
    return mapping.write(value, "the result");
  }

  private @Nullable Object around(int next, TaskContext context, RunInterceptor.Run task)
      throws Throwable {
    return next == interceptors.size()
        ? task.proceed()
        : interceptors.get(next).around(context, () -> around(next + 1, context, task));
  }

  private LoadedTask find(String name) {
    TaskDeclaration declaration = declared.get(name);
    if (declaration == null) {
      throw new UndeclaredTaskException(name);
    }
    return loaded.computeIfAbsent(
        name, first -> LoadedTask.load(declaration, loader, factory, mapping));
  }
}
