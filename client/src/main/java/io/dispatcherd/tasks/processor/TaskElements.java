package io.dispatcherd.tasks.processor;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskDefaults;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.MirroredTypeException;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Finds in source code what {@link FoundTask} wants to know. */
final class TaskElements {
  private final Elements elements;
  private final Types types;

  TaskElements(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  FoundTask found(Element annotated, TypeElement owner, List<ExecutableElement> methods) {
    Task task = Objects.requireNonNull(annotated.getAnnotation(Task.class));
    return new FoundTask(
        new FoundTask.Owner(
            binaryName(owner),
            owner.getModifiers().contains(Modifier.PUBLIC),
            owner.getModifiers().contains(Modifier.ABSTRACT) || owner.getKind().isInterface(),
            hasPlainConstructor(owner)),
        annotated instanceof TypeElement,
        methods.stream().map(this::candidate).toList(),
        new FoundTask.Attributes(
            task.name(),
            task.queue(),
            queueFrom(task),
            task.timeout(),
            task.delay(),
            task.onDuplicate(),
            TaskDefaults.kept(task)));
  }

  String binaryName(TypeElement type) {
    return elements.getBinaryName(type).toString();
  }

  boolean isNamed(TypeMirror type, String className) {
    return type instanceof DeclaredType declared
        && ((TypeElement) declared.asElement()).getQualifiedName().contentEquals(className);
  }

  /** Whether a type in the signature isn't known to the compiler. */
  boolean hasUnknownType(ExecutableElement method) {
    return Stream.concat(
            Stream.of(method.getReturnType()),
            method.getParameters().stream().map(VariableElement::asType))
        .anyMatch(type -> type.getKind() == TypeKind.ERROR);
  }

  List<String> parameterNames(ExecutableElement method) {
    return method.getParameters().stream()
        .map(parameter -> parameter.getSimpleName().toString())
        .toList();
  }

  String descriptor(ExecutableElement method) {
    return method.getParameters().stream()
            .map(parameter -> descriptor(parameter.asType()))
            .collect(Collectors.joining("", "(", ")"))
        + descriptor(method.getReturnType());
  }

  private FoundTask.Candidate candidate(ExecutableElement method) {
    return new FoundTask.Candidate(
        method.getSimpleName().toString(),
        descriptor(method),
        method.getModifiers().contains(Modifier.PUBLIC),
        method.getModifiers().contains(Modifier.STATIC),
        parameterNames(method));
  }

  private static boolean hasPlainConstructor(TypeElement owner) {
    boolean inner =
        owner.getNestingKind().isNested() && !owner.getModifiers().contains(Modifier.STATIC);
    return !inner
        && ElementFilter.constructorsIn(owner.getEnclosedElements()).stream()
            .filter(constructor -> constructor.getModifiers().contains(Modifier.PUBLIC))
            .anyMatch(constructor -> constructor.getParameters().isEmpty());
  }

  /** An annotation in source code can only name a class by throwing this. */
  private String queueFrom(Task task) {
    try {
      return task.queueFrom().getName();
    } catch (MirroredTypeException e) {
      if (!(e.getTypeMirror() instanceof DeclaredType declared)) {
        return "";
      }
      String name = binaryName((TypeElement) declared.asElement());
      return name.equals(Task.NoQueue.class.getName()) ? "" : name;
    }
  }

  private String descriptor(TypeMirror type) {
    TypeMirror erased = types.erasure(type);
    return switch (erased.getKind()) {
      case VOID -> "V";
      case BOOLEAN -> "Z";
      case BYTE -> "B";
      case CHAR -> "C";
      case SHORT -> "S";
      case INT -> "I";
      case LONG -> "J";
      case FLOAT -> "F";
      case DOUBLE -> "D";
      case ARRAY -> "[" + descriptor(((ArrayType) erased).getComponentType());
      default ->
          "L"
              + binaryName((TypeElement) ((DeclaredType) erased).asElement()).replace('.', '/')
              + ";";
    };
  }
}
