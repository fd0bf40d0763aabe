package io.dispatcherd.tasks.processor;

import io.dispatcherd.messages.Json;
import io.dispatcherd.tasks.binding.ArgumentBinder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Judges from source code whether a type can be read from JSON. It only refuses what surely can't
 * be read; the worker, which has the classes, judges the rest when it starts.
 */
final class ReadableTypes {
  /** Annotations in these packages may tell Jackson how to read a type. */
  private static final String JACKSON = "com.fasterxml.jackson.";

  private static final String JACKSON_3 = "tools.jackson.";

  private final Elements elements;
  private final Set<String> seen = new HashSet<>();

  ReadableTypes(ProcessingEnvironment environment) {
    this.elements = environment.getElementUtils();
  }

  /** The type, or one inside it, that can't be read; empty if there is none. */
  Optional<String> unreadable(TypeMirror type) {
    if (type instanceof ArrayType array) {
      return unreadable(array.getComponentType());
    }
    if (!(type instanceof DeclaredType declared)) {
      return Optional.empty();
    }
    TypeElement element = (TypeElement) declared.asElement();
    if (!seen.add(declared.toString())) {
      return Optional.empty();
    }
    if (!isReadable(element)) {
      return Optional.of(element.getQualifiedName().toString());
    }
    return Stream.concat(declared.getTypeArguments().stream(), components(element))
        .flatMap(part -> unreadable(part).stream())
        .findFirst();
  }

  private boolean isReadable(TypeElement type) {
    String name = elements.getBinaryName(type).toString();
    if (name.startsWith("java.")) {
      return isReadableInTheStandardLibrary(name);
    }
    boolean isAbstract =
        type.getKind() == ElementKind.INTERFACE
            || (type.getKind() == ElementKind.CLASS
                && type.getModifiers().contains(Modifier.ABSTRACT));
    return !isAbstract || type.getAnnotationMirrors().stream().anyMatch(this::isForJackson);
  }

  private boolean isForJackson(AnnotationMirror annotation) {
    Element declared = annotation.getAnnotationType().asElement();
    String name = ((TypeElement) declared).getQualifiedName().toString();
    return name.startsWith(JACKSON) || name.startsWith(JACKSON_3);
  }

  /**
   * The compiler runs on a standard library itself, so this one can be tried, java.sql and the like
   * included; type arguments are judged apart.
   */
  private static boolean isReadableInTheStandardLibrary(String name) {
    try {
      Class<?> type = Class.forName(name, false, ClassLoader.getPlatformClassLoader());
      Class<?>[] arguments = new Class<?>[type.getTypeParameters().length];
      Arrays.fill(arguments, Object.class);
      return ArgumentBinder.unreadable(
              arguments.length == 0
                  ? type
                  : Json.mapper().getTypeFactory().constructParametricType(type, arguments))
          .isEmpty();
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      // A compiler that was given this jar alone can't judge: the service will, at its start.
      return true;
    }
  }

  private static Stream<? extends TypeMirror> components(TypeElement type) {
    return ElementFilter.recordComponentsIn(type.getEnclosedElements()).stream()
        .map(Element::asType);
  }
}
