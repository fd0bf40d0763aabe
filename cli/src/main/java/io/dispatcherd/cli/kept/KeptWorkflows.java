package io.dispatcherd.cli.kept;

import io.dispatcherd.cli.kept.KeptWork.Answer;
import io.dispatcherd.cli.kept.QueueCommand.Options;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import io.dispatcherd.jobs.Workflows;
import io.dispatcherd.publish.Dispatcherd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Carries out the command about one workflow. For one thread. */
final class KeptWorkflows {
  private final Workflows workflows;
  private final Arguments given;
  private final RowOutput output;

  KeptWorkflows(Dispatcherd dispatcherd, Arguments given, RowOutput output) {
    workflows = dispatcherd.workflows();
    this.given = given;
    this.output = output;
  }

  Answer answer() {
    String uuid = given.value(Options.UUID, String.class).orElseThrow();
    boolean cancels = given.value(Options.CANCEL, Boolean.class).isPresent();
    boolean retries = given.value(Options.RETRY, Boolean.class).isPresent();
    Optional<String> from = given.value(Options.FROM, String.class);
    KeptWork.refuse(given, cancels && retries, "give --cancel or --retry");
    KeptWork.refuse(given, from.isPresent() && !retries, "--from goes with --retry");
    if (cancels) {
      return counted("cancelled", uuid, from, workflows.cancel(uuid));
    }
    if (retries) {
      return counted(
          "retried",
          uuid,
          from,
          from.map(step -> workflows.retry(uuid, step)).orElseGet(() -> workflows.retry(uuid)));
    }
    return workflows
        .find(uuid)
        .map(found -> Answer.of(shown(found)))
        .orElseGet(() -> unknown(uuid, from));
  }

  private Answer counted(String done, String uuid, Optional<String> step, OptionalInt number) {
    if (number.isEmpty()) {
      return unknown(uuid, step);
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put(done, number.getAsInt());
    return Answer.of(output.rows(List.of(row)));
  }

  private static Answer unknown(String uuid, Optional<String> step) {
    return new Answer(
        "",
        Optional.of(
            "there is no workflow with the uuid %s%s, or it is no longer kept"
                .formatted(uuid, step.map(" and a step "::concat).orElse(""))));
  }

  private String shown(WorkflowInfo workflow) {
    if (output.isForPeople()) {
      return output.rows(tree(workflow));
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("uuid", workflow.uuid());
    shown.put("name", workflow.name());
    shown.put("submitted_at", JobRows.time(workflow.submittedAt()));
    shown.put("cancelled_at", JobRows.time(workflow.cancelledAt()));
    shown.put("steps", workflow.steps().stream().map(JobRows::of).toList());
    return output.details(shown);
  }

  /** Each step stands below the last one that it waits for, and further in. */
  private static List<Map<String, @Nullable Object>> tree(WorkflowInfo workflow) {
    Map<String, List<WorkflowStepInfo>> behind = new HashMap<>();
    for (WorkflowStepInfo step : workflow.steps()) {
      String parent = step.after().isEmpty() ? "" : step.after().get(step.after().size() - 1);
      behind.computeIfAbsent(parent, it -> new ArrayList<>()).add(step);
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    addTo(rows, behind, "", 0);
    return rows;
  }

  private static void addTo(
      List<Map<String, @Nullable Object>> rows,
      Map<String, List<WorkflowStepInfo>> behind,
      String parent,
      int depth) {
    for (WorkflowStepInfo step : behind.getOrDefault(parent, List.of())) {
      Map<String, @Nullable Object> row = JobRows.of(step);
      row.put("step", "  ".repeat(depth) + step.name());
      rows.add(row);
      addTo(rows, behind, step.name(), depth + 1);
    }
  }
}
