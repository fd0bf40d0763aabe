package io.dispatcherd.cli.kept;

import io.dispatcherd.cli.kept.KeptWork.Answer;
import io.dispatcherd.cli.kept.QueueCommand.Options;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.jobs.ScheduleChange;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.jobs.Schedules;
import io.dispatcherd.publish.Dispatcherd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries out commands about schedules that are kept. For one thread. */
final class KeptSchedules {
  private final Schedules schedules;
  private final Arguments given;
  private final RowOutput output;

  KeptSchedules(Dispatcherd dispatcherd, Arguments given, RowOutput output) {
    schedules = dispatcherd.schedules();
    this.given = given;
    this.output = output;
  }

  Answer all() {
    return Answer.of(
        output.rows(
            schedules.list().stream()
                .map(output.isForPeople() ? JobRows::shortly : JobRows::of)
                .toList()));
  }

  Answer one() {
    String name = given.value(Options.NAME, String.class).orElseThrow();
    Optional<ScheduleChange> change = given.value(Options.SET, ScheduleChange.class);
    List<String> asked =
        Stream.of(Options.PAUSE, Options.RESUME, Options.RUN, Options.DELETE)
            .filter(option -> given.value(option, Boolean.class).isPresent())
            .toList();
    KeptWork.refuse(
        given,
        asked.size() + (change.isPresent() ? 1 : 0) > 1,
        "give one of --pause, --resume, --run, --set and --delete");
    if (change.isPresent()) {
      return shown(name, schedules.change(name, change.get()));
    }
    return switch (asked.isEmpty() ? "" : asked.get(0)) {
      case Options.PAUSE -> shown(name, schedules.pause(name));
      case Options.RESUME -> shown(name, schedules.resume(name));
      case Options.RUN -> schedules.run(name).map(this::submitted).orElseGet(() -> unknown(name));
      case Options.DELETE ->
          schedules.delete(name)
              ? Answer.of(output.rows(List.of(row("deleted", name))))
              : unknown(name);
      default -> shown(name, true);
    };
  }

  private Answer submitted(String uuid) {
    return Answer.of(output.rows(List.of(row("uuid", uuid))));
  }

  private static Map<String, @Nullable Object> row(String name, String value) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put(name, value);
    return row;
  }

  private Answer shown(String name, boolean isThere) {
    Optional<ScheduleInfo> found = isThere ? schedules.find(name) : Optional.empty();
    return found
        .map(schedule -> Answer.of(output.details(JobRows.of(schedule))))
        .orElseGet(() -> unknown(name));
  }

  private static Answer unknown(String name) {
    return new Answer("", Optional.of("there is no schedule " + name));
  }
}
