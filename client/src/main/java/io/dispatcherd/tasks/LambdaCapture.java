package io.dispatcherd.tasks;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Asks a serializable lambda which method it calls, by starting to serialize it. That works for the
 * code of named modules too, which reflection on the lambda wouldn't.
 */
final class LambdaCapture extends ObjectOutputStream {
  private @Nullable SerializedLambda lambda;

  private LambdaCapture() throws IOException {
    super(OutputStream.nullOutputStream());
    enableReplaceObject(true);
  }

  /**
   * What the lambda calls.
   *
   * @throws IllegalArgumentException if it isn't made by the Java compiler from a method reference
   *     or lambda
   */
  static SerializedLambda of(TaskReference reference) {
    try (LambdaCapture capture = new LambdaCapture()) {
      capture.writeObject(reference);
      if (capture.lambda != null) {
        return capture.lambda;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(unusable(reference), e);
    }
    throw new IllegalArgumentException(unusable(reference));
  }

  private static String unusable(TaskReference reference) {
    return reference.getClass().getName()
        + " is no method reference; submit one such as Tasks::sleep";
  }

  /** Sees the object that stands for the lambda, and writes nothing in its place. */
  @Override
  protected @Nullable Object replaceObject(Object object) {
    if (object instanceof SerializedLambda seen) {
      lambda = seen;
    }
    return null;
  }
}
