package io.dispatcherd.spring.boot.tasks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.tasks.Task;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

/** What is told to a native image before it is built. */
class AheadOfTimeTest {
  /** An argument. */
  public record Month(int year, int number) {}

  /** A bean with a task. */
  public static class Reports {
    @Task
    public List<Month> monthly(Month month) {
      return List.of(month);
    }

    public void helper() {}
  }

  private static RuntimeHints hints() {
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(AheadOfTimeTest.class)),
            new InMemoryGeneratedFiles());
    GenericApplicationContext context = new GenericApplicationContext();
    context.registerBean(Reports.class);
    new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    return generation.getRuntimeHints();
  }

  @Test
  void theMethodsOfTasksMayBeCalled() throws Exception {
    RuntimeHints hints = hints();
    Method task = Reports.class.getMethod("monthly", Month.class);
    assertTrue(RuntimeHintsPredicates.reflection().onMethodInvocation(task).test(hints));
    Method helper = Reports.class.getMethod("helper");
    assertFalse(RuntimeHintsPredicates.reflection().onMethodInvocation(helper).test(hints));
  }

  @Test
  void argumentsCanBeReadAndWritten() throws Exception {
    RuntimeHints hints = hints();
    assertTrue(
        RuntimeHintsPredicates.reflection()
            .onConstructorInvocation(Month.class.getConstructor(int.class, int.class))
            .test(hints));
    assertTrue(
        RuntimeHintsPredicates.reflection()
            .onMethodInvocation(Month.class.getMethod("year"))
            .test(hints));
  }

  @Test
  void whatCreatesTheTablesIsThere() {
    RuntimeHints hints = new RuntimeHints();
    new LibraryHints().registerHints(hints, null);
    assertTrue(
        RuntimeHintsPredicates.resource()
            .forResource("io/dispatcherd/queue/migrations/1.sql")
            .test(hints));
    assertTrue(
        RuntimeHintsPredicates.resource()
            .forResource("META-INF/services/io.dispatcherd.config.sections.BrokerType")
            .test(hints));
  }
}
