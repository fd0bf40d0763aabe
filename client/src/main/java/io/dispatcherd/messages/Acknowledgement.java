package io.dispatcherd.messages;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery ended, with what the broker needs to delete it, offer it again, or move it to the
 * dead letters. Immutable.
 */
public sealed interface Acknowledgement {
  /** The same as one word. */
  Outcome outcome();

  /**
   * It ran to its end, or the command was carried out.
   *
   * @param result what the task returned, as a JSON value; null if nothing
   */
  record Done(@Nullable Object result) implements Acknowledgement {
    /** Done, and nothing was returned. */
    public static final Done WITHOUT_RESULT = new Done(null);

    @Override
    public Outcome outcome() {
      return Outcome.DONE;
    }

    /** Without the result, which may be confidential. */
    @Override
    public String toString() {
      return "done";
    }
  }

  /**
   * It ran to its end, and has stored that itself, as {@code TaskContext.complete} does. If the
   * broker doesn't find it there, the transaction was rolled back, and the run has failed.
   */
  record Completed() implements Acknowledgement {
    @Override
    public Outcome outcome() {
      return Outcome.DONE;
    }
  }

  /**
   * It ran and threw.
   *
   * @param error class and message of what it threw, as one line
   * @param retryable whether another attempt makes sense
   * @param pause how long to wait before that; empty for the broker's own back-off
   */
  record Failed(String error, boolean retryable, Optional<Duration> pause)
      implements Acknowledgement {
    /** A failure that may be tried again after the broker's own back-off. */
    public Failed(String error) {
      this(error, true, Optional.empty());
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILED;
    }

    /** Without the error, which may quote an argument. */
    @Override
    public String toString() {
      return retryable ? "failed" : "failed for good";
    }
  }

  /** It exceeded its time-out. This attempt counts. */
  record TimedOut() implements Acknowledgement {
    @Override
    public Outcome outcome() {
      return Outcome.TIMED_OUT;
    }
  }

  /** It was cancelled, before or while it ran. It is not tried again. */
  record Cancelled() implements Acknowledgement {
    @Override
    public Outcome outcome() {
      return Outcome.CANCELLED;
    }
  }

  /** It was dropped, by its rule, because a duplicate was running or held. */
  record Discarded() implements Acknowledgement {
    @Override
    public Outcome outcome() {
      return Outcome.DISCARDED;
    }
  }

  /**
   * It was refused.
   *
   * @param reason why, for the broker's next step
   * @param text the same for people
   */
  record Rejected(Reason reason, String text) implements Acknowledgement {
    @Override
    public Outcome outcome() {
      return Outcome.REJECTED;
    }
  }

  /**
   * It is given back without using up the attempt: the service is stopping and has not begun it or
   * has interrupted it, or the task asks to run later.
   *
   * @param pause how long to wait before it is offered again; zero for at once
   */
  record Released(Duration pause) implements Acknowledgement {
    /** To be offered again at once. */
    public static final Released AT_ONCE = new Released(Duration.ZERO);

    @Override
    public Outcome outcome() {
      return Outcome.RELEASED;
    }
  }

  /**
   * Its worker died with it. This attempt counts.
   *
   * @param error how the worker ended, as one line
   */
  record Abandoned(String error) implements Acknowledgement {
    @Override
    public Outcome outcome() {
      return Outcome.ABANDONED;
    }
  }

  /** Why a message was refused. */
  enum Reason {
    /** It isn't a valid message: no service will ever accept it. */
    MALFORMED,
    /** Its task isn't declared here: another service may have it. */
    UNDECLARED,
    /** Too many tasks are waiting: later there may be room. */
    NO_ROOM,
    /** Its signature is missing, wrong, too old or used already. */
    UNVERIFIED
  }
}
