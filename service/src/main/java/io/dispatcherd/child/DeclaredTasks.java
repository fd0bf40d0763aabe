package io.dispatcherd.child;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.binding.LoadedTask;
import java.util.Collection;
import java.util.HashMap;
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

  DeclaredTasks(Collection<TaskDeclaration> declarations, ClassLoader loader) {
    declarations.forEach(declaration -> declared.put(declaration.name(), declaration));
    this.loader = loader;
  }

  /**
   * Runs the task that a message names.
   *
   * @return what it returned
   * @throws UndeclaredTaskException if there is no such task
   * @throws Throwable what {@link LoadedTask} throws
   */
  @Nullable Object call(TaskMessage message, TaskContext context) throws Throwable {
    return find(message.task()).run(context, message);
  }

  private LoadedTask find(String name) {
    TaskDeclaration declaration = declared.get(name);
    if (declaration == null) {
      throw new UndeclaredTaskException(name);
    }
    return loaded.computeIfAbsent(name, first -> LoadedTask.load(declaration, loader));
  }
}
