package io.dispatcherd.cli.logging;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.joran.spi.JoranException;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback with {@link ProgramLogging}, for programs that name it in the system property {@code
 * slf4j.provider}, as our start scripts do, and workers after them. Otherwise SLF4J and Logback
 * would search each jar of the class path, which takes a good part of the start of a worker or
 * {@code dispatcherctl}.
 */
public final class ProgramLoggingProvider implements SLF4JServiceProvider {
  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

  /** Created by SLF4J. */
  public ProgramLoggingProvider() {}

  @Override
  public void initialize() {
    context.setName(CoreConstants.DEFAULT_CONTEXT_NAME);
    context.setMDCAdapter(mdc);
    if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) == null) {
      new ProgramLogging().configure(context);
    } else {
      configureFromFile();
    }
    context.start();
  }

  private void configureFromFile() {
    try {
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      throw new IllegalStateException("can't read the configuration of logging", e);
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  /** Any of SLF4J 2. */
  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
