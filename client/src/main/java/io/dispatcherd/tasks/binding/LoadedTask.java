package io.dispatcherd.tasks.binding;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A task that is ready to run in this JVM. Thread-safe, as far as the task itself is. */
public final class LoadedTask {
  private final TaskDeclaration declaration;
  private final Method method;
  private final TaskFactory factory;
  private final ArgumentBinder binder;

  private LoadedTask(
      TaskDeclaration declaration, Method method, TaskFactory factory, ValueMapping mapping) {
    this.declaration = declaration;
    this.method = method;
    this.factory = factory;
    this.binder = new ArgumentBinder(declaration, method, mapping);
  }

  /**
   * Loads a task's class, without initialising it, and gets ready to read its arguments.
   *
   * @throws TaskDeclarationException if the class has changed since it was declared, can't be
   *     loaded, or takes a parameter that can't be read from JSON
   */
  public static LoadedTask load(TaskDeclaration declaration, ClassLoader loader) {
    return load(declaration, loader, TaskFactory.BY_CONSTRUCTOR, ValueMapping.STANDARD);
  }

  /**
   * Loads a task as {@link #load(TaskDeclaration, ClassLoader)}, whose objects this supplies.
   *
   * @param mapping how its arguments are read
   */
  public static LoadedTask load(
      TaskDeclaration declaration, ClassLoader loader, TaskFactory factory, ValueMapping mapping) {
    Method method = declaration.method().load(loader);
    try {
      return new LoadedTask(declaration, method, factory, mapping);
    } catch (LinkageError | TypeNotPresentException e) {
      throw new TaskDeclarationException(declaration.method() + " can't be loaded: " + e);
    }
  }

  /** The task. */
  public TaskDeclaration declaration() {
    return declaration;
  }

  /**
   * Runs the task on this thread.
   *
   * @param context given to the task if it is bound
   * @return what it returned; null if nothing
   * @throws ArgumentException if the message's arguments don't fit; the task hasn't begun then
   * @throws Throwable what the task, or what supplies its object, threw
   */
  public @Nullable Object run(TaskContext context, TaskMessage message) throws Throwable {
    @Nullable Object[] arguments = binder.bind(message.args(), message.kwargs());
    if (declaration.method().bound()) {
      @Nullable Object[] withContext = new Object[arguments.length + 1];
      withContext[0] = context;
      System.arraycopy(arguments, 0, withContext, 1, arguments.length);
      arguments = withContext;
    }
    try {
      return method.invoke(declaration.method().ofObject() ? object() : null, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private Object object() throws Exception {
    Object object = factory.get(method.getDeclaringClass());
    if (!method.getDeclaringClass().isInstance(object)) {
      throw new IllegalStateException(
          "%s takes an object of %s, but was supplied with %s"
              .formatted(
                  declaration.method(),
                  method.getDeclaringClass().getName(),
                  object == null ? "none" : "one of " + object.getClass().getName()));
    }
    return object;
  }
}
