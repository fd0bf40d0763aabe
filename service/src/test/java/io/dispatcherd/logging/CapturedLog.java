package io.dispatcherd.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged in this JVM while it is open. */
public final class CapturedLog implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.getMDCPropertyMap(); // Now, on this thread.
          events.add(event);
        }
      };

  public CapturedLog() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  /** The lines of a level and above, each with the stack trace that belongs to it. */
  public List<String> lines(Level level) {
    return events.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(level))
        .map(CapturedLog::text)
        .toList();
  }

  /** What the log context (MDC) was at each line with this text. */
  public List<Map<String, String>> contexts(String text) {
    return events.stream()
        .filter(event -> event.getFormattedMessage().contains(text))
        .map(ILoggingEvent::getMDCPropertyMap)
        .toList();
  }

  private static String text(ILoggingEvent event) {
    String trace =
        event.getThrowableProxy() == null
            ? ""
            : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    return event.getFormattedMessage() + trace;
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
