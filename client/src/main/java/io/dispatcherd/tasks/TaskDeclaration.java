package io.dispatcherd.tasks;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.declared.KeptDefaults;
import io.dispatcherd.tasks.declared.KeyTemplate;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task that exists: its name in messages, the method that runs it, and the defaults of its
 * submissions. Immutable; plain data, so that a service can hand it to its workers.
 *
 * @param name the name in messages
 * @param method the method
 * @param defaults what a submission gets that sets nothing itself
 */
public record TaskDeclaration(String name, TaskMethod method, TaskDefaults defaults) {
  /**
   * The declaration of a method that carries {@link Task}.
   *
   * @throws TaskDeclarationException if it doesn't, or is declared wrongly
   */
  public static TaskDeclaration of(Method method) {
    return ReflectedTasks.of(method).declare();
  }

  /**
   * The declaration of a class that carries {@link Task}.
   *
   * @throws TaskDeclarationException if it doesn't, or is declared wrongly
   */
  public static TaskDeclaration of(Class<?> classTask) {
    return ReflectedTasks.of(classTask).declare();
  }

  /** Reads what {@link #toJson} wrote. */
  public static TaskDeclaration fromJson(String json) {
    Map<?, ?> fields = (Map<?, ?>) Json.parse(json);
    if (fields == null) {
      throw new IllegalArgumentException("not a task declaration");
    }
    return new TaskDeclaration(
        text(fields, "name").orElseThrow(),
        new TaskMethod(
            text(fields, "class").orElseThrow(),
            text(fields, "method").orElseThrow(),
            text(fields, "descriptor").orElseThrow(),
            fields.get("parameters") instanceof List<?> names
                ? names.stream().map(String.class::cast).toList()
                : List.of(),
            Boolean.TRUE.equals(fields.get("bound")),
            Boolean.TRUE.equals(fields.get("of_object"))),
        new TaskDefaults(
            text(fields, "queue"),
            text(fields, "queue_from"),
            text(fields, "timeout").map(Duration::parse),
            text(fields, "delay").map(Duration::parse),
            OnDuplicate.ofWireName(text(fields, "on_duplicate").orElseThrow()).orElseThrow(),
            fields.get("kept") instanceof Map<?, ?> kept
                ? KeptDefaults.of(kept)
                : KeptDefaults.NONE));
  }

  /** The declaration as JSON text, for {@link #fromJson} of the same version. */
  public String toJson() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("class", method.className());
    fields.put("method", method.methodName());
    fields.put("descriptor", method.descriptor());
    fields.put("parameters", method.parameterNames());
    fields.put("bound", method.bound());
    fields.put("of_object", method.ofObject());
    fields.put("queue", defaults.queue().orElse(null));
    fields.put("queue_from", defaults.queueFrom().orElse(null));
    fields.put("timeout", defaults.timeout().map(Duration::toString).orElse(null));
    fields.put("delay", defaults.delay().map(Duration::toString).orElse(null));
    fields.put("on_duplicate", defaults.onDuplicate().wireName());
    Map<String, Object> kept = defaults.kept().values();
    if (!kept.isEmpty()) {
      fields.put("kept", kept);
    }
    return Json.write(fields);
  }

  /**
   * The message with what the task declares where it is silent itself, its key included. A
   * publisher applies it when it submits; a service does for the tasks that its own configuration
   * names.
   *
   * @throws IllegalArgumentException if an argument isn't given that the key names
   */
  public TaskMessage applyTo(TaskMessage message) {
    TaskMessage complete = defaults.applyTo(message);
    return key()
        .filter(template -> !complete.fields().containsKey("key"))
        .map(template -> complete.with("key", template.filled(complete.args(), complete.kwargs())))
        .orElse(complete);
  }

  /** What the key of a submission is made of; empty if it has none. */
  Optional<KeyTemplate> key() {
    String key = defaults.kept().key();
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(new KeyTemplate(key, method.parameterNames()));
  }

  private static Optional<String> text(Map<?, ?> fields, String key) {
    return Optional.ofNullable((String) fields.get(key));
  }
}
