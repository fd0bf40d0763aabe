package io.dispatcherd.cli;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.cli.syntax.CommandLines;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The program {@code dispatcherctl}: asks a command of the running services, shows the replies. */
public final class DispatcherctlMain {
  private final Function<Settings, Dispatcherd> connect;
  private final PrintWriter out;
  private final PrintWriter err;

  DispatcherctlMain(Function<Settings, Dispatcherd> connect, PrintWriter out, PrintWriter err) {
    this.connect = connect;
    this.out = out;
    this.err = err;
  }

  /** Runs the program and ends this process. */
  public static void main(String[] arguments) {
    PrintWriter out = CommandLines.standardOutput();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = new DispatcherctlMain(Dispatcherd::fromSettings, out, err).execute(arguments);
    System.exit(status);
  }

  /**
   * Runs the program.
   *
   * @return its exit status
   */
  int execute(String... arguments) {
    return CommandLines.execute(
        DispatcherctlSyntax.program(),
        List.of(arguments),
        out,
        err,
        given -> ask(Question.of(given)));
  }

  private int ask(Question question) {
    question.logLevel().apply();
    question.logFormat().apply();
    try {
      Settings settings = Settings.forProgram(question.config());
      try (Dispatcherd dispatcherd = connect.apply(settings)) {
        List<Reply> replies =
            dispatcherd
                .control()
                .ask(
                    question.command().name(),
                    question.data(),
                    question.expectedReplies(),
                    question.timeout());
        out.print(question.output().format(replies, question.command().shape()));
        out.flush();
        return judge(replies, question, settings);
      }
    } catch (ConfigurationException | BrokerException | IllegalArgumentException e) {
      complain(e.getMessage());
      if (e instanceof BrokerException) {
        err.println("Is dispatcherd running, with the same configuration?");
      }
      return CommandLines.FAILED;
    }
  }

  private int judge(List<Reply> replies, Question question, Settings settings) {
    replies.forEach(
        reply -> reply.error().ifPresent(error -> complain(reply.nodeId() + ": " + error)));
    if (replies.size() >= question.expectedReplies()) {
      return replies.stream().anyMatch(Reply::isError) ? CommandLines.FAILED : CommandLines.OK;
    }
    String within = "within " + seconds(question.timeout()) + " s over " + broker(settings);
    if (replies.isEmpty()) {
      complain("no service answered " + within);
      err.println("Is dispatcherd running, with the same configuration?");
    } else {
      complain(
          "%d of %d services answered %s"
              .formatted(replies.size(), question.expectedReplies(), within));
    }
    return CommandLines.FAILED;
  }

  private void complain(@Nullable String message) {
    err.println("dispatcherctl: " + message);
  }

  private static String seconds(Duration duration) {
    return new BigDecimal(duration.toMillis())
        .movePointLeft(3)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String broker(Settings settings) {
    Map<String, BrokerSettings> brokers = settings.brokers();
    return settings
        .publish()
        .defaultControlBroker()
        .or(settings.publish()::defaultBroker)
        .or(() -> brokers.keySet().stream().findFirst())
        .map(brokers::get)
        .map(BrokerDescription::of)
        .orElse("no broker");
  }
}
