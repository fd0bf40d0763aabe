package io.dispatcherd.cli;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.cli.kept.CancelledJob;
import io.dispatcherd.cli.kept.KeptWork;
import io.dispatcherd.cli.kept.QueueCommand;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.CommandLines;
import io.dispatcherd.cli.tables.TerminalText;
import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.publish.Control;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * The program {@code dispatcherctl}: sends a command to the running services, shows the replies.
 */
public final class DispatcherctlMain {
  /** When no further service has answered for this long, the replies are complete. */
  private static final Duration SILENCE = Duration.ofMillis(250);

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
    try {
      return CommandLines.execute(
          DispatcherctlSyntax.program(),
          List.of(arguments),
          out,
          err,
          given ->
              isAboutKeptWork(given) ? askQueue(KeptQuestion.of(given)) : ask(Question.of(given)));
    } catch (OutOfMemoryError e) {
      err.println(
          "dispatcherctl: the reply is too large for the memory of this program. Ask for less, such"
              + " as the tasks of one name (--task), have it written as --output json, which takes"
              + " least, or allow more: DISPATCHERD_JAVA_OPTS=-Xmx2g");
      return CommandLines.FAILED;
    }
  }

  /** Whether it is for the broker that keeps tasks, and for no service. */
  private static boolean isAboutKeptWork(Arguments given) {
    String command = given.command().orElse("");
    return QueueCommand.named(command).isPresent()
        || (command.equals(AskedCommand.CANCEL.name()) && KeptQuestion.isMeantBy(given));
  }

  private int askQueue(KeptQuestion question) {
    question.logLevel().apply();
    question.logFormat().apply();
    try (NamedClasses classes = NamedClasses.of(question.classpath())) {
      classes.use();
      try (Dispatcherd dispatcherd = connect.apply(Settings.forProgram(question.config()))) {
        KeptWork.Answer answer = question.answer(dispatcherd);
        out.print(answer.text());
        out.flush();
        answer.complaint().ifPresent(this::complain);
        return answer.complaint().isPresent() ? CommandLines.FAILED : CommandLines.OK;
      }
    } catch (ConfigurationException
        | BrokerException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      complain(String.valueOf(e.getMessage()));
      return CommandLines.FAILED;
    }
  }

  private int ask(Question question) {
    question.logLevel().apply();
    question.logFormat().apply();
    try (NamedClasses classes = NamedClasses.of(question.classpath())) {
      classes.use();
      Settings settings = Settings.forControl(question.config());
      try (Dispatcherd dispatcherd = connect.apply(settings)) {
        Optional<Reply> kept = cancelledJob(question);
        List<Reply> replies =
            kept.isPresent()
                ? List.of(kept.get())
                : replies(question, settings, dispatcherd.control());
        out.print(question.output().format(replies, question.command().shape()));
        out.flush();
        return judge(replies, question, settings);
      }
    } catch (ConfigurationException | BrokerException | IllegalArgumentException e) {
      complain(String.valueOf(e.getMessage()));
      return CommandLines.FAILED;
    }
  }

  /** The answer if one task is to be cancelled that is kept; empty if services are to be asked. */
  private Optional<Reply> cancelledJob(Question question) {
    if (!question.command().equals(AskedCommand.CANCEL)
        || !question.data().keySet().equals(Set.of("uuid"))) {
      return Optional.empty();
    }
    try (Dispatcherd dispatcherd = connect.apply(Settings.forProgram(question.config()))) {
      return CancelledJob.of(String.valueOf(question.data().get("uuid")), dispatcherd);
    } catch (ConfigurationException e) {
      // What the file says of a broker that keeps tasks is only for services: they see to it.
      return Optional.empty();
    }
  }

  private static List<Reply> replies(Question question, Settings settings, Control control) {
    String command = question.command().name();
    OptionalInt expected = question.expectedReplies();
    boolean wantsAll = expected.isEmpty() && !command.equals(AskedCommand.RUN);
    return wantsAll && mayReachSeveral(settings)
        ? control.gather(command, question.data(), question.timeout(), SILENCE)
        : control.ask(command, question.data(), expected.orElse(1), question.timeout());
  }

  /** A socket belongs to one service; on a channel the number of services is unknown. */
  private static boolean mayReachSeveral(Settings settings) {
    return !(controlBroker(settings).orElse(null) instanceof SocketSettings);
  }

  private int judge(List<Reply> replies, Question question, Settings settings) {
    replies.forEach(
        reply -> reply.error().ifPresent(error -> complain(reply.nodeId() + ": " + error)));
    int expected = question.expectedReplies().orElse(1);
    if (replies.size() >= expected) {
      return replies.stream().anyMatch(Reply::isError) ? CommandLines.FAILED : CommandLines.OK;
    }
    String within = "within " + Amount.seconds(question.timeout()) + " over " + broker(settings);
    if (replies.isEmpty()) {
      complain("no service answered " + within);
      err.println("Is dispatcherd running, with the same configuration?");
    } else {
      complain("%d of %d services answered %s".formatted(replies.size(), expected, within));
    }
    return CommandLines.FAILED;
  }

  private void complain(String message) {
    err.println("dispatcherctl: " + TerminalText.lines(message));
  }

  private static String broker(Settings settings) {
    return controlBroker(settings).map(BrokerSettings::description).orElse("no broker");
  }

  private static Optional<BrokerSettings> controlBroker(Settings settings) {
    Map<String, BrokerSettings> brokers = settings.brokers();
    return settings
        .publish()
        .defaultControlBroker()
        .or(settings.publish()::defaultBroker)
        .or(() -> brokers.keySet().stream().findFirst())
        .map(brokers::get);
  }
}
