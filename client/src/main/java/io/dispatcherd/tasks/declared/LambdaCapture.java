package io.dispatcherd.tasks.declared;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a serializable lambda what it is, by starting to serialize it. That works for the code of
 * named modules too, which reflection on the lambda wouldn't. What it captures isn't touched.
 */
public final class LambdaCapture extends ObjectOutputStream {
  private @Nullable SerializedLambda lambda;

  private LambdaCapture() throws IOException {
    super(OutputStream.nullOutputStream());
    enableReplaceObject(true);
  }

  /** What the lambda calls; empty if the compiler made it from no lambda or method reference. */
  public static Optional<SerializedLambda> of(Serializable lambda) {
    try (LambdaCapture capture = new LambdaCapture()) {
      capture.writeObject(lambda);
      return Optional.ofNullable(capture.lambda);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The type of what the lambda returns where it stands, without its type parameters; empty if it
   * is no lambda.
   */
  public static Optional<Class<?>> returnType(Serializable lambda) {
    return of(lambda)
        .map(
            seen ->
                MethodType.fromMethodDescriptorString(
                        seen.getInstantiatedMethodType(), lambda.getClass().getClassLoader())
                    .returnType());
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
