package io.dispatcherd.service.startup.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.declared.KeptDefaults;
import io.dispatcherd.tasks.declared.ParameterNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The tasks of one class file. Whatever is damaged in the file is an {@link
 * IllegalArgumentException}.
 */
final class TaskClassFile {
  private static final int API = Opcodes.ASM9;
  private static final String ANNOTATION = Task.class.descriptorString();
  private static final byte[] ANNOTATION_BYTES = ANNOTATION.getBytes(UTF_8);

  private final ClassContent content = new ClassContent();
  private final ParameterNames recorded;

  /**
   * Parses a class file.
   *
   * @param recorded parameter names from outside the class file, for want of those inside
   */
  TaskClassFile(byte[] bytes, ParameterNames recorded) {
    this.recorded = recorded;
    try {
      new Reader(bytes).accept(content, ClassReader.SKIP_FRAMES);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      // Such as an index out of bounds: the library doesn't check what it reads.
      throw new IllegalArgumentException("it is damaged (" + e + ")", e);
    }
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
    FoundTask.Owner owner = content.owner();
    if (content.annotation != null) {
      found.add(
          new FoundTask(
              owner,
              true,
              content.methods.stream()
                  .filter(method -> method.name.equals(FoundTask.RUN))
                  .map(this::candidate)
                  .toList(),
              content.annotation.attributes()));
    }
    for (MethodContent method : content.methods) {
      if (method.annotation != null) {
        found.add(
            new FoundTask(
                owner, false, List.of(candidate(method)), method.annotation.attributes()));
      }
    }
    return found;
  }

  private FoundTask.Candidate candidate(MethodContent method) {
    return new FoundTask.Candidate(
        method.name,
        method.descriptor,
        has(method.access, Opcodes.ACC_PUBLIC),
        has(method.access, Opcodes.ACC_STATIC),
        method.parameterNames().orElseGet(() -> recorded.of(method.name, method.descriptor)));
  }

  private static boolean has(int access, int flag) {
    return (access & flag) != 0;
  }

  /** Knows which label is a method's beginning, which the library keeps to itself. */
  private final class Reader extends ClassReader {
    Reader(byte[] bytes) {
      super(bytes);
    }

    @Override
    protected Label readLabel(int offset, Label[] labels) {
      Label label = super.readLabel(offset, labels);
      if (offset == 0) {
        content.beginning = label;
      }
      return label;
    }
  }

  private static final class ClassContent extends ClassVisitor {
    private final List<MethodContent> methods = new ArrayList<>();
    private String name = "";
    private int access;
    private @Nullable AnnotationContent annotation;

    /** Where the code of the method that was read last begins. */
    private @Nullable Label beginning;

    ClassContent() {
      super(API);
    }

    FoundTask.Owner owner() {
      boolean constructor =
          methods.stream()
              .anyMatch(
                  method ->
                      method.name.equals("<init>")
                          && method.descriptor.equals("()V")
                          && has(method.access, Opcodes.ACC_PUBLIC));
      return new FoundTask.Owner(
          name.replace('/', '.'),
          has(access, Opcodes.ACC_PUBLIC),
          has(access, Opcodes.ACC_ABSTRACT),
          constructor);
    }

    @Override
    public void visit(
        int version,
        int flags,
        String internalName,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      name = internalName;
      access = flags;
    }

    /** The file of a nested class has its source's modifiers only in a table of such classes. */
    @Override
    public void visitInnerClass(
        String nested, @Nullable String outer, @Nullable String simpleName, int flags) {
      if (nested.equals(name)) {
        access = flags;
      }
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (!descriptor.equals(ANNOTATION)) {
        return null;
      }
      annotation = new AnnotationContent();
      return annotation;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int flags,
        String methodName,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (has(flags, Opcodes.ACC_SYNTHETIC)) {
        return null;
      }
      MethodContent method = new MethodContent(this, flags, methodName, descriptor);
      methods.add(method);
      return method;
    }
  }

  private static final class MethodContent extends MethodVisitor {
    private final ClassContent owner;
    private final int access;
    private final String name;
    private final String descriptor;

    /** What {@code javac -parameters} writes. */
    private final List<String> parameters = new ArrayList<>();

    /** What {@code javac -g} writes. */
    private final Map<Integer, String> variables = new HashMap<>();

    private @Nullable AnnotationContent annotation;

    MethodContent(ClassContent owner, int access, String name, String descriptor) {
      super(API);
      this.owner = owner;
      this.access = access;
      this.name = name;
      this.descriptor = descriptor;
    }

    Optional<List<String>> parameterNames() {
      Type[] types = Type.getArgumentTypes(descriptor);
      if (parameters.size() == types.length) {
        return Optional.of(List.copyOf(parameters));
      }
      List<String> names = new ArrayList<>();
      int slot = has(access, Opcodes.ACC_STATIC) ? 0 : 1;
      for (Type type : types) {
        String variable = variables.get(slot);
        if (variable == null) {
          return Optional.empty();
        }
        names.add(variable);
        slot += type.getSize();
      }
      return Optional.of(List.copyOf(names));
    }

    @Override
    public void visitParameter(@Nullable String parameter, int flags) {
      if (parameter != null) {
        parameters.add(parameter);
      }
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
      if (!type.equals(ANNOTATION)) {
        return null;
      }
      annotation = new AnnotationContent();
      return annotation;
    }

    @Override
    public void visitLocalVariable(
        String variable,
        String type,
        @Nullable String signature,
        Label start,
        Label end,
        int index) {
      if (start.equals(owner.beginning)) { // others may reuse the slot
        variables.put(index, variable);
      }
    }
  }

  private static final class AnnotationContent extends AnnotationVisitor {
    private final Map<String, Object> values = new HashMap<>();
    private OnDuplicate onDuplicate = OnDuplicate.PARALLEL;

    AnnotationContent() {
      super(API);
    }

    FoundTask.Attributes attributes() {
      return new FoundTask.Attributes(
          text("name"),
          text("queue"),
          queueFrom(),
          text("timeout"),
          text("delay"),
          onDuplicate,
          KeptDefaults.of(values));
    }

    @Override
    public void visit(String attribute, Object value) {
      values.put(attribute, value);
    }

    @Override
    public void visitEnum(String attribute, String type, String value) {
      if (attribute.equals("onDuplicate")) {
        onDuplicate = OnDuplicate.valueOf(value);
      }
    }

    private String text(String attribute) {
      return values.get(attribute) instanceof String text ? text : "";
    }

    private String queueFrom() {
      return values.get("queueFrom") instanceof Type type
              && !type.getDescriptor().equals(Task.NoQueue.class.descriptorString())
          ? type.getClassName()
          : "";
    }
  }
}
