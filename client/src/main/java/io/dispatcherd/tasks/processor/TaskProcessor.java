package io.dispatcherd.tasks.processor;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskMethod;
import io.dispatcherd.tasks.declared.ParameterNames;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Makes wrong task declarations errors of compilation, by the rules of {@link FoundTask}, and
 * writes {@link ParameterNames} for each class with tasks.
 *
 * <p>It writes no code, and nothing depends on its having run. Each class is handled by itself, so
 * that build tools may compile incrementally.
 */
public final class TaskProcessor extends AbstractProcessor {
  /** Tasks seen in this compilation, by name. */
  private final Map<String, TaskMethod> tasks = new HashMap<>();

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(Task.class.getName());
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    TaskElements elements =
        new TaskElements(processingEnv.getElementUtils(), processingEnv.getTypeUtils());
    Map<TypeElement, Map<String, List<String>>> byClass = new LinkedHashMap<>();
    for (Element annotated : round.getElementsAnnotatedWith(Task.class)) {
      TypeElement owner = owner(annotated);
      List<ExecutableElement> methods = methods(annotated, owner);
      if (methods.stream().anyMatch(elements::hasUnknownType)) {
        continue; // The compiler says so itself.
      }
      check(elements, annotated, owner, methods);
      for (ExecutableElement method : methods) {
        byClass
            .computeIfAbsent(owner, absent -> new TreeMap<>())
            .put(
                method.getSimpleName() + elements.descriptor(method),
                elements.parameterNames(method));
      }
    }
    byClass.forEach((owner, parameters) -> record(elements, owner, new ParameterNames(parameters)));
    return false;
  }

  private static TypeElement owner(Element annotated) {
    return annotated instanceof TypeElement type
        ? type
        : (TypeElement) Objects.requireNonNull(annotated.getEnclosingElement());
  }

  private static List<ExecutableElement> methods(Element annotated, TypeElement owner) {
    return annotated instanceof ExecutableElement method
        ? List.of(method)
        : ElementFilter.methodsIn(owner.getEnclosedElements()).stream()
            .filter(method -> method.getSimpleName().contentEquals(FoundTask.RUN))
            .toList();
  }

  private void check(
      TaskElements elements,
      Element annotated,
      TypeElement owner,
      List<ExecutableElement> methods) {
    FoundTask found = elements.found(annotated, owner, methods);
    List<String> problems = found.problems();
    problems.forEach(problem -> error(problem, annotated));
    if (!problems.isEmpty()) {
      return;
    }
    String name = found.declare().name();
    TaskMethod method = found.declare().method();
    TaskMethod other = tasks.putIfAbsent(name, method);
    if (other != null && !other.equals(method)) {
      error(
          "@Task: two tasks have the name %s: %s and %s".formatted(name, other, method), annotated);
    }
    ReadableTypes readable = new ReadableTypes(processingEnv);
    for (VariableElement parameter : methods.get(0).getParameters()) {
      if (!elements.isNamed(parameter.asType(), TaskContext.class.getName())) {
        readable
            .unreadable(parameter.asType())
            .ifPresent(
                type ->
                    error(
                        "@Task: parameter %s can't be read from JSON, because of %s"
                            .formatted(parameter.getSimpleName(), type),
                        parameter));
      }
    }
  }

  private void record(TaskElements elements, TypeElement owner, ParameterNames names) {
    String path = ParameterNames.path(elements.binaryName(owner));
    try (Writer resource =
        processingEnv
            .getFiler()
            .createResource(StandardLocation.CLASS_OUTPUT, "", path, owner)
            .openWriter()) {
      resource.write(names.toText());
    } catch (IOException e) {
      error("can't write " + path + ": " + e.getMessage(), owner);
    }
  }

  private void error(String text, @Nullable Element where) {
    processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, text, where);
  }
}
