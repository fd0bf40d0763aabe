package io.dispatcherd.tasks.binding;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges whether types can be read from JSON, from what they declare: a service asks this, in whose
 * process no code of the application may run. So a class of the application is neither initialised
 * nor made, and Jackson, which would do both, is asked about classes of the JDK only. What is
 * refused surely can't be read.
 */
final class JsonTypes {
  private static final Set<Class<?>> SCALARS =
      Set.of(String.class, int.class, long.class, double.class, boolean.class);

  private final JsonMapper mapper;
  private final Set<JavaType> seen = new HashSet<>();

  private JsonTypes(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The name of the type, or of the first one inside it, that can't be read. */
  static Optional<String> unreadable(JsonMapper mapper, Type type) {
    return new JsonTypes(mapper).unreadable(mapper.constructType(type));
  }

  private Optional<String> unreadable(JavaType type) {
    if (!seen.add(type)) {
      return Optional.empty();
    }
    return parts(type)
        .flatMap(part -> unreadable(part).stream())
        .findFirst()
        .or(() -> unreadableKey(type))
        .or(() -> isReadable(type) ? Optional.empty() : Optional.of(type.toCanonical()));
  }

  /** The types that values of this type consist of, as far as it says. */
  private Stream<JavaType> parts(JavaType type) {
    if (type.isContainerType() || type.isReferenceType()) {
      return Stream.of(type.getContentType());
    }
    if (!type.isRecordType()) {
      return Stream.empty();
    }
    return Arrays.stream(type.getRawClass().getRecordComponents())
        .map(RecordComponent::getGenericType)
        .map(part -> mapper.getTypeFactory().resolveMemberType(part, type.getBindings()));
  }

  /** A key of a map is written as a text. */
  private static Optional<String> unreadableKey(JavaType type) {
    JavaType key = type.isMapLikeType() ? type.getKeyType() : null;
    return key == null || isOfTheJdk(key.getRawClass()) || isReadAsKey(key.getRawClass())
        ? Optional.empty()
        : Optional.of(key.toCanonical());
  }

  private static boolean isReadAsKey(Class<?> key) {
    return key.isEnum()
        || isExplained(key)
        || creators(key).anyMatch(it -> takesOne(it) && it.getParameterTypes()[0] == String.class);
  }

  private boolean isReadable(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw == Class.class) {
      return false; // To read one is to load whatever class the message names.
    }
    if (raw.isArray()) {
      return true;
    }
    if (isOfTheJdk(raw)) {
      return raw.isPrimitive() || raw == EnumMap.class || raw == EnumSet.class || isTried(raw);
    }
    if (raw.isEnum() || raw.isRecord() || isExplained(raw)) {
      return true;
    }
    return !Modifier.isAbstract(raw.getModifiers()) && isCreated(raw);
  }

  /** Tries values of every kind; only a type that has no reader at all refuses them by its type. */
  private boolean isTried(Class<?> ofTheJdk) {
    Class<?>[] arguments = new Class<?>[ofTheJdk.getTypeParameters().length];
    Arrays.fill(arguments, Object.class);
    JavaType type =
        arguments.length == 0
            ? mapper.constructType(ofTheJdk)
            : mapper.getTypeFactory().constructParametricType(ofTheJdk, arguments);
    return Stream.of("null", "{}", "[]", "\"\"", "0").allMatch(sample -> canTry(type, sample));
  }

  private boolean canTry(JavaType type, String sample) {
    try {
      mapper.readerFor(type).readValue(sample);
      return true;
    } catch (InvalidDefinitionException e) {
      return false;
    } catch (JacksonException e) {
      // There is a reader; it wants another value.
      return true;
    }
  }

  /** Whether there is a constructor, or a static method in its place, that Jackson may use. */
  private static boolean isCreated(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors()).anyMatch(it -> it.getParameterCount() == 0)
        || creators(type)
            .anyMatch(it -> takesOne(it) && SCALARS.contains(it.getParameterTypes()[0]))
        || isCreatedByNames(type.getConstructors());
  }

  /** A single public constructor is used if the names of its parameters are known. */
  private static boolean isCreatedByNames(Constructor<?>... constructors) {
    return constructors.length == 1
        && Arrays.stream(constructors[0].getParameters()).allMatch(Parameter::isNamePresent);
  }

  private static Stream<Executable> creators(Class<?> type) {
    return Stream.concat(
        Arrays.stream(type.getConstructors()),
        Arrays.stream(type.getDeclaredMethods())
            .filter(it -> Modifier.isStatic(it.getModifiers()) && it.getReturnType().equals(type))
            .filter(it -> Set.of("valueOf", "fromString").contains(it.getName())));
  }

  private static boolean takesOne(Executable creator) {
    return creator.getParameterCount() == 1;
  }

  /** Whether an annotation tells Jackson what to do with it; then it may know. */
  private static boolean isExplained(Class<?> type) {
    return isAnnotated(type)
        || Stream.<Method>of(type.getDeclaredMethods()).anyMatch(JsonTypes::isAnnotated)
        || Stream.<Constructor<?>>of(type.getDeclaredConstructors())
            .anyMatch(JsonTypes::isAnnotated);
  }

  private static boolean isAnnotated(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .map(Annotation::annotationType)
        .map(Class::getName)
        .anyMatch(it -> it.startsWith("com.fasterxml.jackson.") || it.startsWith("tools.jackson."));
  }

  private static boolean isOfTheJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
  }
}
