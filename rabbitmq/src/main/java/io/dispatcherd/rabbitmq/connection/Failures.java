package io.dispatcherd.rabbitmq.connection;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Says in a few words what has failed. */
public final class Failures {
  private Failures() {}

  /** The words, for the end of a sentence. */
  public static String words(Throwable failure) {
    ShutdownSignalException signal = signal(failure);
    if (signal != null) {
      return words(signal);
    }
    if (failure instanceof AuthenticationFailureException) {
      return "the server refuses the user or the password";
    }
    if (failure instanceof UnknownHostException) {
      return "there is no host " + failure.getMessage();
    }
    if (failure instanceof ConnectException) {
      return "nothing listens there";
    }
    if (failure instanceof TimeoutException) {
      return "the server doesn't answer in time";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String words(ShutdownSignalException signal) {
    if (signal.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    if (signal.getReason() instanceof AMQP.Connection.Close close) {
      return close.getReplyText();
    }
    Throwable cause = signal.getCause();
    return cause == null
        ? "the connection was lost"
        : "the connection was lost (%s)".formatted(words(cause));
  }

  /** The number of the AMQP error, such as 404; 0 if it is none. */
  public static int code(Throwable failure) {
    ShutdownSignalException signal = signal(failure);
    if (signal != null && signal.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyCode();
    }
    return signal != null && signal.getReason() instanceof AMQP.Connection.Close close
        ? close.getReplyCode()
        : 0;
  }

  private static @Nullable ShutdownSignalException signal(Throwable failure) {
    if (failure instanceof ShutdownSignalException signal) {
      return signal;
    }
    return failure.getCause() instanceof ShutdownSignalException signal ? signal : null;
  }
}
