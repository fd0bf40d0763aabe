package io.dispatcherd.service.control;

import io.dispatcherd.frames.FromWorker.Stack;
import io.dispatcherd.pool.WorkerPool;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Asks workers what they are at. Blocks, so it must not run on the loop. Thread-safe.
 *
 * @param pool of the workers, which are asked on the loop
 */
public record StackSurvey(WorkerPool pool, StateQueries loop) {
  /**
   * Takes the survey, for at most 2 seconds.
   *
   * @param worker the only one that is asked, if one is named
   * @param depth how many calls are told of each
   * @return {@code worker-N}, each with its {@code stack}, or with an {@code error} if it didn't
   *     answer
   */
  public Map<String, Map<String, Object>> take(OptionalInt worker, int depth) {
    return new WorkerSurvey<>(() -> loop.read(view -> pool.stacks(worker)), WorkerSurvey.PATIENCE)
        .take(stack -> Map.of("stack", cut(stack, depth)));
  }

  private static String cut(Stack stack, int depth) {
    return stack.text().lines().limit(depth).collect(Collectors.joining("\n"));
  }
}
