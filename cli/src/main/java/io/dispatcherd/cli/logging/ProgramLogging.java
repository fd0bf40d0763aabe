package io.dispatcherd.cli.logging;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How our programs and the workers log: to stderr, since stdout is for what tasks print and for
 * replies. Logback finds it by itself. In code, since reading XML would take a third of the time
 * that {@code dispatcherctl} needs.
 *
 * <p>For another way: {@code -Dlogback.configurationFile=FILE} in {@code DISPATCHERD_JAVA_OPTS},
 * and for workers, if it should differ, in {@code service.process_manager_kwargs.jvm_args}.
 */
public final class ProgramLogging extends ContextAwareBase implements Configurator {
  /** Libraries that tell of their own inside at INFO. */
  private static final List<String> CHATTY = List.of("org.eclipse.jetty", "com.zaxxer.hikari");

  /** Created by Logback. */
  public ProgramLogging() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    context.getStatusManager().add(new NopStatusListener());
    Encoder<ILoggingEvent> encoder =
        switch (property(LogFormat.PROPERTY).map(LogFormat::named).orElse(LogFormat.TEXT)) {
          case TEXT -> lines(context);
          case JSON -> objects(context);
        };
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setName("stderr");
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();
    Level level = Level.toLevel(property(LogThreshold.PROPERTY).orElse(""), Level.INFO);
    context.getLogger("io.dispatcherd").setLevel(level);
    if (level == Level.INFO) {
      CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(stderr);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Encoder<ILoggingEvent> lines(LoggerContext context) {
    TextLayout layout = new TextLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  /** A JSON object in each line. The arguments of a message are in its text already. */
  private static Encoder<ILoggingEvent> objects(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name));
  }
}
