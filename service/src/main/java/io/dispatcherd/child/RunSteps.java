package io.dispatcherd.child;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.frames.FrameTooLongException;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.tasks.steps.SignalTimeout;
import io.dispatcherd.tasks.steps.Step;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The steps of one run and the signals that it takes. Thread-safe. */
final class RunSteps {
  private static final int LONGEST_NAME = 200;

  private final long run;
  private final ServiceRequests requests;

  /** Guards what follows. Held while the names are asked for, so that this happens once. */
  private final Object lock = new Object();

  /** The steps that earlier runs have kept; null until the first step of this one. */
  private @Nullable Set<String> kept;

  private final Set<String> begun = new HashSet<>();
  private final Map<String, Integer> signals = new HashMap<>();

  RunSteps(long run, ServiceRequests requests) {
    this.run = run;
    this.requests = requests;
  }

  /** Does a part, or gets what it came to in an earlier run. */
  <T extends @Nullable Object, E extends Exception> T step(
      String name, Class<T> type, Step<T, E> part) throws E {
    return step(name, type, part, result -> ask(StepRequest.keep(name, result)));
  }

  /** The same, and keeps the result in the caller's transaction. */
  <T extends @Nullable Object, E extends Exception> T step(
      String name, Class<T> type, Connection connection, Step<T, E> part) throws E {
    return step(
        name,
        type,
        () -> {
          refuseCommitting(connection);
          return part.run();
        },
        result -> keep(connection, name, result));
  }

  private <T extends @Nullable Object, E extends Exception> T step(
      String name, Class<T> type, Step<T, E> part, Function<String, StepRequest.Answer> keep)
      throws E {
    if (begin(name)) {
      return read(ask(StepRequest.of(StepRequest.Kind.RESULT, name)).text(), type, "step " + name);
    }
    T result = part.run();
    String json;
    try {
      json = Json.write(Json.valueOf(result, "the result of step " + name));
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (keep.apply(json.replace("\0", "\\u0000")).state() == StepRequest.Answer.State.NOT_OURS) {
      throw notOurs();
    }
    return result;
  }

  /** Notes that a step begins; whether an earlier run has done it. */
  private boolean begin(String name) {
    checkName(name, "step");
    synchronized (lock) {
      if (!begun.add(name)) {
        throw new IllegalStateException(
            "this run has had a step \"%s\": in each run a name stands for one step"
                .formatted(name));
      }
      if (kept == null) {
        kept = names(ask(StepRequest.of(StepRequest.Kind.NAMES, "")).text());
      }
      return kept.contains(name);
    }
  }

  private static Set<String> names(String json) {
    Set<String> names = new HashSet<>();
    if (Json.parse(json) instanceof List<?> all) {
      all.forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  /**
   * The next signal of this name.
   *
   * @param suspend makes what ends the run, if there is none yet
   */
  <T extends @Nullable Object> T await(
      String signal,
      Class<T> type,
      Duration atMost,
      Function<Duration, ? extends RuntimeException> suspend) {
    checkName(signal, "signal");
    if (atMost.isNegative()) {
      throw new IllegalArgumentException("the time to wait is negative: " + atMost);
    }
    int number;
    synchronized (lock) {
      number = signals.merge(signal, 1, Integer::sum) - 1;
    }
    StepRequest.Answer answer = ask(StepRequest.signal(signal, number, atMost));
    return switch (answer.state()) {
      case DONE -> read(answer.text(), type, "signal " + signal);
      case TIMED_OUT -> throw new SignalTimeout(signal);
      case NOT_YET -> throw suspend.apply(answer.rest());
      case NOT_OURS -> throw notOurs();
    };
  }

  private static void checkName(String name, String what) {
    if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a %s has a name of 1 to %d characters, not \"%s\""
              .formatted(what, LONGEST_NAME, name.replace("\0", "\\u0000")));
    }
  }

  @SuppressWarnings("NullAway") // JSON's null is null in each type
  private static <T extends @Nullable Object> T read(String json, Class<T> type, String what) {
    try {
      return Json.mapper().readValue(json, type);
    } catch (JacksonException e) {
      // The cause may quote the value.
      throw new IllegalArgumentException(
          "what is kept of %s isn't a %s".formatted(what, type.getName()));
    }
  }

  private StepRequest.Answer ask(StepRequest what) {
    try {
      Map<String, ?> reply = Json.parseObject(requests.step(run, what));
      if (reply.get("error") instanceof String error) {
        throw new BrokerException(error);
      }
      StepRequest.Answer answer = StepRequest.Answer.of(reply);
      if (answer.state() == StepRequest.Answer.State.NOT_OURS) {
        throw notOurs();
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for the answer about " + what);
      cancelled.initCause(e);
      throw cancelled;
    } catch (FrameTooLongException e) {
      throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException(what + ": " + e.getMessage(), e);
    }
  }

  private StepRequest.Answer keep(Connection connection, String name, String json) {
    String statement = ask(StepRequest.of(StepRequest.Kind.STATEMENT, name)).text();
    try (PreparedStatement keep = connection.prepareStatement(statement)) {
      keep.setString(1, name);
      keep.setString(2, json);
      try (ResultSet answer = keep.executeQuery()) {
        return answer.next() && answer.getBoolean(1)
            ? StepRequest.Answer.done("")
            : StepRequest.Answer.NOT_OURS;
      }
    } catch (SQLException e) {
      throw new BrokerException(
          "the result of step %s can't be kept: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static void refuseCommitting(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        throw new IllegalStateException(
            "the connection commits by itself, so that the step's result would stand alone; call"
                + " setAutoCommit(false) before");
      }
    } catch (SQLException e) {
      throw new BrokerException("the connection can't be used: " + e.getMessage(), e);
    }
  }

  private static IllegalStateException notOurs() {
    return new IllegalStateException(
        "this run is no longer the service's, since its lease is over: others may run the task");
  }
}
