package io.dispatcherd.service.dispatch;

import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.RunWish;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.pool.worker.RunEnd;
import java.util.Optional;

/** What a broker is told of a run that has ended so. */
final class EndedRuns {
  private EndedRuns() {}

  static Acknowledgement acknowledgement(RunEnd end, Optional<TaskResult> result) {
    Optional<RunWish> wish = result.flatMap(TaskResult::wish);
    return switch (end) {
      case DONE -> done(result, wish);
      case FAILED -> failed(result.flatMap(TaskResult::error).orElse("it failed"), wish);
      case SNOOZED -> wish.map(RunWish::pause).map(Acknowledgement.Released::new).orElseThrow();
      case CANCELLED -> new Acknowledgement.Cancelled();
      case TIMED_OUT -> new Acknowledgement.TimedOut();
      case INTERRUPTED -> Acknowledgement.Released.AT_ONCE;
      case LOST -> new Acknowledgement.Abandoned("its worker died");
    };
  }

  private static Acknowledgement done(Optional<TaskResult> result, Optional<RunWish> wish) {
    if (wish.map(RunWish::kind).filter(kind -> kind == RunWish.Kind.COMPLETED).isPresent()) {
      return new Acknowledgement.Completed();
    }
    return result
        .map(TaskResult::value)
        .<Acknowledgement>map(Acknowledgement.Done::new)
        .orElse(Acknowledgement.Done.WITHOUT_RESULT);
  }

  private static Acknowledgement failed(String error, Optional<RunWish> wish) {
    boolean isForGood =
        wish.map(RunWish::kind).filter(kind -> kind == RunWish.Kind.NO_RETRY).isPresent();
    return new Acknowledgement.Failed(
        error,
        !isForGood,
        wish.filter(said -> said.kind() == RunWish.Kind.RETRY).map(RunWish::pause));
  }
}
