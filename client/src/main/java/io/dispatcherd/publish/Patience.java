package io.dispatcherd.publish;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How long it is worth waiting for more replies to one question. Used by one thread. */
interface Patience {
  /** The time left, given the replies so far; zero if no more are wanted. */
  Duration left(List<Reply> replies);

  /** Waits for this many replies. */
  static Patience forReplies(int expected, Deadline deadline) {
    return replies -> replies.size() >= expected ? Duration.ZERO : deadline.left();
  }

  /**
   * Waits for one reply that is no error. Where several services listen on a channel, all of them
   * answer, and those that don't know a task refuse what another one accepts. So the first error is
   * not the answer yet; but after it, the others have no longer than this.
   */
  static Patience forSuccess(Deadline deadline, Duration othersWait) {
    return forReply(reply -> !reply.isError(), deadline, othersWait);
  }

  /** Waits for one good reply; after the first other reply, only {@code othersWait} longer. */
  static Patience forReply(Predicate<Reply> isGood, Deadline deadline, Duration othersWait) {
    return new ForReply(isGood, deadline, othersWait);
  }

  /** Waits for one reply, and from each one on this long for another. */
  static Patience untilSilence(Deadline deadline, Duration silence) {
    return new UntilSilence(deadline, silence);
  }

  /** See {@link #untilSilence}. */
  final class UntilSilence implements Patience {
    private final Deadline deadline;
    private final Duration silence;
    private Deadline quiet;
    private int seen;

    private UntilSilence(Deadline deadline, Duration silence) {
      this.deadline = deadline;
      this.silence = silence;
      quiet = deadline;
    }

    @Override
    public Duration left(List<Reply> replies) {
      if (replies.size() > seen) {
        seen = replies.size();
        quiet = Deadline.in(silence);
      }
      Duration left = quiet.left();
      return left.compareTo(deadline.left()) < 0 ? left : deadline.left();
    }
  }

  /** See {@link #forReply}. */
  final class ForReply implements Patience {
    private final Predicate<Reply> isGood;
    private final Deadline deadline;
    private final Duration othersWait;
    private @Nullable Deadline others;

    private ForReply(Predicate<Reply> isGood, Deadline deadline, Duration othersWait) {
      this.isGood = isGood;
      this.deadline = deadline;
      this.othersWait = othersWait;
    }

    @Override
    public Duration left(List<Reply> replies) {
      if (replies.isEmpty()) {
        return deadline.left();
      }
      if (replies.stream().anyMatch(isGood)) {
        return Duration.ZERO;
      }
      if (others == null) {
        others = Deadline.in(othersWait);
      }
      Duration left = others.left();
      return left.compareTo(deadline.left()) < 0 ? left : deadline.left();
    }
  }
}
