package io.dispatcherd.service.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.ParameterNames;
import io.dispatcherd.tasks.Task;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tasks of one class file. Whatever is damaged in the file is an {@link
 * IllegalArgumentException}.
 */
final class TaskClassFile {
  private static final String ANNOTATION = Task.class.descriptorString();
  private static final byte[] ANNOTATION_BYTES = ANNOTATION.getBytes(UTF_8);

  private final ClassModel model;
  private final ParameterNames recorded;

  /**
   * Parses a class file.
   *
   * @param recorded parameter names from outside the class file, for want of those inside
   */
  TaskClassFile(byte[] bytes, ParameterNames recorded) {
    this.model = ClassFile.of().parse(bytes);
    this.recorded = recorded;
  }

  /** Whether the annotation's name occurs at all; says so far faster than parsing can. */
  static boolean mentionsTask(byte[] bytes) {
    int last = bytes.length - ANNOTATION_BYTES.length;
    for (int i = 0; i <= last; i++) {
      if (bytes[i] == ANNOTATION_BYTES[0]
          && Arrays.equals(
              bytes,
              i,
              i + ANNOTATION_BYTES.length,
              ANNOTATION_BYTES,
              0,
              ANNOTATION_BYTES.length)) {
        return true;
      }
    }
    return false;
  }

  List<FoundTask> tasks() {
    List<FoundTask> found = new ArrayList<>();
    List<MethodModel> methods =
        model.methods().stream()
            .filter(method -> !method.flags().has(AccessFlag.SYNTHETIC))
            .toList();
    annotation(model)
        .ifPresent(
            attributes ->
                found.add(
                    new FoundTask(
                        owner(),
                        true,
                        methods.stream()
                            .filter(method -> method.methodName().equalsString(FoundTask.RUN))
                            .map(this::candidate)
                            .toList(),
                        attributes)));
    for (MethodModel method : methods) {
      annotation(method)
          .ifPresent(
              attributes ->
                  found.add(new FoundTask(owner(), false, List.of(candidate(method)), attributes)));
    }
    return found;
  }

  private FoundTask.Owner owner() {
    Set<AccessFlag> flags = flagsAsWritten();
    boolean constructor =
        model.methods().stream()
            .anyMatch(
                method ->
                    method.methodName().equalsString("<init>")
                        && method.methodType().equalsString("()V")
                        && method.flags().has(AccessFlag.PUBLIC));
    return new FoundTask.Owner(
        model.thisClass().asInternalName().replace('/', '.'),
        flags.contains(AccessFlag.PUBLIC),
        constructor && !flags.contains(AccessFlag.ABSTRACT));
  }

  /** The file of a nested class has its source's modifiers only in a table of such classes. */
  private Set<AccessFlag> flagsAsWritten() {
    return model
        .findAttribute(Attributes.innerClasses())
        .flatMap(
            table ->
                table.classes().stream()
                    .filter(nested -> nested.innerClass().equals(model.thisClass()))
                    .findFirst())
        .map(nested -> nested.flags())
        .orElseGet(() -> model.flags().flags());
  }

  private FoundTask.Candidate candidate(MethodModel method) {
    String name = method.methodName().stringValue();
    String descriptor = method.methodType().stringValue();
    return new FoundTask.Candidate(
        name,
        descriptor,
        method.flags().has(AccessFlag.PUBLIC),
        method.flags().has(AccessFlag.STATIC),
        fromMethodParameters(method)
            .or(() -> fromLocalVariables(method))
            .orElseGet(() -> recorded.of(name, descriptor)));
  }

  /** What {@code javac -parameters} writes. */
  private static Optional<List<String>> fromMethodParameters(MethodModel method) {
    return method
        .findAttribute(Attributes.methodParameters())
        .map(
            table ->
                table.parameters().stream()
                    .flatMap(parameter -> parameter.name().stream())
                    .map(name -> name.stringValue())
                    .toList())
        .filter(names -> names.size() == method.methodTypeSymbol().parameterCount());
  }

  /** What {@code javac -g} writes. */
  private static Optional<List<String>> fromLocalVariables(MethodModel method) {
    Map<Integer, String> bySlot = new HashMap<>();
    method
        .code()
        .flatMap(code -> code.findAttribute(Attributes.localVariableTable()))
        .ifPresent(
            table ->
                table.localVariables().stream()
                    .filter(variable -> variable.startPc() == 0) // others may reuse the slot
                    .forEach(
                        variable -> bySlot.put(variable.slot(), variable.name().stringValue())));
    List<String> names = new ArrayList<>();
    int slot = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
    for (ClassDesc type : method.methodTypeSymbol().parameterList()) {
      String name = bySlot.get(slot);
      if (name == null) {
        return Optional.empty();
      }
      names.add(name);
      boolean takesTwo =
          type.equals(ClassDesc.ofDescriptor("J")) || type.equals(ClassDesc.ofDescriptor("D"));
      slot += takesTwo ? 2 : 1;
    }
    return Optional.of(List.copyOf(names));
  }

  private static Optional<FoundTask.Attributes> annotation(AttributedElement element) {
    return element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .flatMap(
            table ->
                table.annotations().stream()
                    .filter(annotation -> annotation.className().equalsString(ANNOTATION))
                    .findFirst())
        .map(TaskClassFile::attributes);
  }

  private static FoundTask.Attributes attributes(Annotation annotation) {
    Map<String, AnnotationValue> given = new HashMap<>();
    for (AnnotationElement element : annotation.elements()) {
      given.put(element.name().stringValue(), element.value());
    }
    return new FoundTask.Attributes(
        text(given, "name"),
        text(given, "queue"),
        queueFrom(given),
        text(given, "timeout"),
        text(given, "delay"),
        given.get("onDuplicate") instanceof AnnotationValue.OfEnum rule
            ? OnDuplicate.valueOf(rule.constantName().stringValue())
            : OnDuplicate.PARALLEL);
  }

  private static String text(Map<String, AnnotationValue> given, String attribute) {
    return given.get(attribute) instanceof AnnotationValue.OfString text ? text.stringValue() : "";
  }

  private static String queueFrom(Map<String, AnnotationValue> given) {
    if (!(given.get("queueFrom") instanceof AnnotationValue.OfClass type)) {
      return "";
    }
    String descriptor = type.className().stringValue();
    return descriptor.equals(Task.NoQueue.class.descriptorString())
        ? ""
        : descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }
}
