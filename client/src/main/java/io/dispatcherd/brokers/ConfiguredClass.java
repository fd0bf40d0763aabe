package io.dispatcherd.brokers;

import io.dispatcherd.config.ConfigurationException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A class that the configuration names, such as a custom broker. Not for applications.
 *
 * @param <T> what it has to be
 */
public final class ConfiguredClass<T> {
  private final Class<? extends T> type;
  private final String option;

  private ConfiguredClass(Class<? extends T> type, String option) {
    this.type = type;
    this.option = option;
  }

  /**
   * Finds a class, first with the thread's context class loader.
   *
   * @param option where it is named, for errors
   * @throws ConfigurationException if there is no such class, or it isn't of the type
   */
  public static <T> ConfiguredClass<T> find(String className, Class<T> required, String option) {
    ConfiguredClass<Object> found = find(className, List.of(required), option);
    return new ConfiguredClass<>(found.type.asSubclass(required), option);
  }

  /**
   * Finds a class that may be of several types, first with the thread's context class loader.
   *
   * @param option where it is named, for errors
   * @throws ConfigurationException if there is no such class, or it is of none of the types
   */
  public static ConfiguredClass<Object> find(
      String className, List<Class<?>> allowed, String option) {
    Class<?> found = load(className, option);
    if (allowed.stream().noneMatch(each -> each.isAssignableFrom(found))) {
      throw new ConfigurationException(
          option
              + ": "
              + className
              + " doesn't implement "
              + allowed.stream().map(Class::getName).collect(Collectors.joining(" or ")));
    }
    return new ConfiguredClass<>(found, option);
  }

  private static Class<?> load(String className, String option) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ConfiguredClass.class.getClassLoader() : context;
    try {
      return Class.forName(className, true, loader);
    } catch (ClassNotFoundException e) {
      throw new ConfigurationException(
          option + ": there is no class " + className + " on the class path");
    } catch (LinkageError e) {
      throw new ConfigurationException(
          option + ": the class " + className + " can't be loaded: " + e);
    }
  }

  /** Whether it has a public constructor that takes this. */
  public boolean takes(Class<?> parameter) {
    return Arrays.stream(type.getConstructors())
        .anyMatch(each -> List.of(each.getParameterTypes()).equals(List.of(parameter)));
  }

  /**
   * Makes an instance.
   *
   * @throws ConfigurationException if there is no such public constructor, or it throws
   */
  public T create() {
    return create(new Class<?>[0]);
  }

  /**
   * Makes an instance with an argument.
   *
   * @throws ConfigurationException if there is no such public constructor, or it throws
   */
  public <A> T create(Class<A> parameter, A argument) {
    return create(new Class<?>[] {parameter}, argument);
  }

  private T create(Class<?>[] parameters, Object... arguments) {
    try {
      Constructor<? extends T> constructor = type.getConstructor(parameters);
      return constructor.newInstance(arguments);
    } catch (NoSuchMethodException e) {
      throw new ConfigurationException(
          option
              + ": "
              + type.getName()
              + " needs a public constructor "
              + (parameters.length == 0
                  ? "without parameters"
                  : "that takes one " + parameters[0].getName()));
    } catch (InvocationTargetException e) {
      throw new ConfigurationException(
          option + ": " + type.getName() + " can't be created: " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new ConfigurationException(
          option + ": " + type.getName() + " can't be created, is it public and not abstract?");
    }
  }
}
