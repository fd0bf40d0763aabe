package io.dispatcherd.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.TaskRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a workflow becomes when it is submitted, and what is refused. */
class WorkflowTest {
  private final Dispatcherd dispatcherd =
      Dispatcherd.over(
          (Broker)
              Proxy.newProxyInstance(
                  Broker.class.getClassLoader(),
                  new Class<?>[] {Broker.class},
                  (proxy, method, args) -> {
                    throw new AssertionError("nothing is asked of the broker: " + method);
                  }));
  private final List<TaskRequest> sent = new ArrayList<>();

  private Workflow workflow() {
    return Workflow.named("import", dispatcherd, (steps, connection) -> sent.addAll(steps));
  }

  private TaskCall call(String task) {
    return dispatcherd.task(task);
  }

  private List<@Nullable Object> parts(String field) {
    List<@Nullable Object> parts = new ArrayList<>();
    for (TaskRequest step : sent) {
      parts.add(
          step.message().fields().get("workflow") instanceof Map<?, ?> part
              ? part.get(field)
              : "none");
    }
    return parts;
  }

  private static String refused(Executable wrong) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  @Test
  void stepsAreSentBehindWhatTheyWaitFor() {
    WorkflowSubmission submitted =
        workflow()
            .task("c", call("demo.c"))
            .after("a", "b")
            .task("a", call("demo.a"))
            .task("b", call("demo.b"))
            .after(OnFailure.RUN, "a")
            .submit();
    assertEquals(List.of("a", "b", "c"), parts("step"));
    List<Map<String, String>> after = new ArrayList<>();
    parts("after").forEach(each -> after.add(policies(each)));
    assertEquals(
        List.of(Map.of(), Map.of("a", "run"), Map.of("a", "cancel", "b", "cancel")), after);
    assertEquals(List.of(submitted.uuid(), submitted.uuid(), submitted.uuid()), parts("uuid"));
    assertEquals(
        sent.stream().map(TaskRequest::uuid).toList(), List.copyOf(submitted.steps().values()));
  }

  private static Map<String, String> policies(@Nullable Object part) {
    Map<String, String> policies = new LinkedHashMap<>();
    if (part instanceof Map<?, ?> map) {
      map.forEach((step, policy) -> policies.put((String) step, (String) policy));
    }
    return policies;
  }

  @Test
  void aChainHandsEachResultToTheNext() {
    workflow()
        .task("a", call("demo.a"))
        .then("b", call("demo.b"))
        .then("c", call("demo.c"))
        .submit();
    assertEquals("a", parts("first").get(1));
    assertEquals("b", parts("first").get(2));
    assertEquals(Map.of("b", "cancel"), parts("after").get(2));
  }

  @Test
  void aBatchHandsAllOutcomesToItsFollowUp() {
    workflow()
        .task("a", call("demo.a"))
        .task("b", call("demo.b"))
        .task("report", call("demo.report"))
        .afterAll(OnFailure.RUN)
        .withOutcomes("outcomes")
        .submit();
    assertEquals(Map.of("a", "run", "b", "run"), parts("after").get(2));
    assertEquals("outcomes", parts("outcomes").get(2));
  }

  @Test
  void tenThousandStepsAreNoProblem() {
    WorkflowStep step = workflow().task("first", call("demo.a"));
    for (int i = 0; i < 10_000; i++) {
      step = step.task("s" + i, call("demo.a")).after("first");
    }
    step.task("last", call("demo.a")).afterAll(OnFailure.CANCEL).submit();
    assertEquals(10_002, sent.size());
  }

  @Test
  void wrongWorkflowsAreRefusedInWords() {
    assertEquals("the name of the workflow is blank", refused(() -> dispatcherd.workflow(" ")));
    assertEquals(
        "the workflow import has two steps named a: give each a name of its own",
        refused(() -> workflow().task("a", call("x")).task("a", call("y"))));
    assertEquals(
        "step a of the workflow import waits for b, and there is no such step; there are a",
        refused(() -> workflow().task("a", call("x")).after("b").submit()));
    assertEquals(
        "step a of the workflow import is to run before b, and there is no such step; there are a",
        refused(() -> workflow().task("a", call("x")).before("b").submit()));
    assertEquals(
        "steps of the workflow import wait for each other in a circle, or for one that does: b, c",
        refused(
            () ->
                workflow()
                    .task("a", call("x"))
                    .task("b", call("x"))
                    .after("a", "c")
                    .task("c", call("x"))
                    .after("b")
                    .submit()));
    assertEquals(
        "step a of the workflow import has a uuid of the caller's: leave it out, a step has one of"
            + " its own",
        refused(() -> workflow().task("a", call("x").uuid("mine")).submit()));
    assertEquals(
        "step a of the workflow import takes outcomes and waits for no step",
        refused(() -> workflow().task("a", call("x")).withOutcomes().submit()));
    assertEquals(
        "step b has its first argument already: name a parameter for what else is handed on",
        refused(
            () ->
                workflow()
                    .task("a", call("x"))
                    .task("b", call("x"))
                    .withResultOf("a")
                    .withOutcomes()));
    assertEquals(List.of(), sent);
  }
}
