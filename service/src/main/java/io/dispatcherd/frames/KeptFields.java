package io.dispatcherd.frames;

import io.dispatcherd.messages.RunWish;
import io.dispatcherd.messages.StepRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The fields of frames that are there for tasks which a broker keeps. */
final class KeptFields {
  private static final List<RunWish.Kind> KINDS = List.of(RunWish.Kind.values());

  private static final List<StepRequest.Kind> STEP_KINDS = List.of(StepRequest.Kind.values());

  private KeptFields() {}

  static void writeRun(FieldWriter out, Optional<KeptRun> kept) {
    out.flag(kept.isPresent());
    if (kept.isPresent()) {
      out.integer(kept.get().attempt()).optionalText(kept.get().completion());
    }
  }

  static Optional<KeptRun> readRun(FieldReader in) throws IOException {
    return in.flag() ? Optional.of(new KeptRun(in.integer(), in.optionalText())) : Optional.empty();
  }

  static void write(FieldWriter out, Optional<KeptSubmission> kept) {
    out.flag(kept.isPresent());
    if (kept.isPresent()) {
      KeptSubmission submission = kept.get();
      out.number(submission.run()).optionalText(submission.queue());
      out.flag(submission.at().isPresent());
      submission.at().ifPresent(out::instant);
      out.flag(submission.isIdentified());
    }
  }

  static Optional<KeptSubmission> read(FieldReader in) throws IOException {
    if (!in.flag()) {
      return Optional.empty();
    }
    long run = in.number();
    Optional<String> queue = in.optionalText();
    Optional<Instant> at = in.flag() ? Optional.of(in.instant()) : Optional.empty();
    return Optional.of(new KeptSubmission(run, queue, at, in.flag()));
  }

  static void writeStep(FieldWriter out, StepRequest what) {
    out.constant(STEP_KINDS, what.kind()).text(what.name()).integer(what.number());
    out.text(what.result());
    writeSpan(out, what.atMost());
  }

  static StepRequest readStep(FieldReader in) throws IOException {
    return new StepRequest(
        in.constant(STEP_KINDS), in.text(), in.integer(), in.text(), readSpan(in));
  }

  private static void writeSpan(FieldWriter out, Duration span) {
    out.number(span.getSeconds()).integer(span.getNano());
  }

  private static Duration readSpan(FieldReader in) throws IOException {
    try {
      return Duration.ofSeconds(in.number(), in.integer());
    } catch (ArithmeticException e) {
      throw new IOException("a span is out of range", e);
    }
  }

  static void writeWish(FieldWriter out, Optional<RunWish> wish) {
    out.flag(wish.isPresent());
    if (wish.isPresent()) {
      out.constant(KINDS, wish.get().kind());
      writeSpan(out, wish.get().pause());
    }
  }

  static Optional<RunWish> readWish(FieldReader in) throws IOException {
    return in.flag()
        ? Optional.of(new RunWish(in.constant(KINDS), readSpan(in)))
        : Optional.empty();
  }
}
