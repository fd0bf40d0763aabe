package io.dispatcherd.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends tasks with all interceptors around it. Thread-safe, as far as these are. */
record Outbox(List<SendInterceptor> interceptors) {
  Outbox {
    interceptors = List.copyOf(interceptors);
  }

  /** Sends all at once, and returns them as sent. */
  List<Submission> send(List<Submission> submissions, Consumer<List<Submission>> publish) {
    if (interceptors.isEmpty()) {
      publish.accept(submissions);
      return submissions;
    }
    List<SendInterceptor.Sending> sendings = new ArrayList<>();
    List<Submission> complete = new ArrayList<>();
    try {
      for (Submission submission : submissions) {
        complete.add(intercepted(submission, sendings));
      }
      publish.accept(complete);
    } catch (RuntimeException e) {
      sendings.forEach(sending -> sending.failed(e));
      throw e;
    }
    sendings.forEach(SendInterceptor.Sending::sent);
    return List.copyOf(complete);
  }

  private Submission intercepted(Submission submission, List<SendInterceptor.Sending> sendings) {
    Submission current = submission;
    for (SendInterceptor interceptor : interceptors) {
      SendInterceptor.Sending sending = interceptor.before(current);
      sendings.add(sending);
      Map<String, ? extends @Nullable Object> fields = sending.fields();
      if (!fields.isEmpty()) {
        current = current.with(current.message().withAdded(fields));
      }
    }
    return current;
  }
}
