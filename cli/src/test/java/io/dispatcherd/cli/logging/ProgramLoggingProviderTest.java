package io.dispatcherd.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class ProgramLoggingProviderTest {
  @Test
  void logsAsOurProgramsDo() {
    ProgramLoggingProvider provider = new ProgramLoggingProvider();
    provider.initialize();
    LoggerContext context = (LoggerContext) provider.getLoggerFactory();
    try {
      // Other tests of this JVM may have set the level that it is to begin with.
      Level expected = Level.toLevel(System.getProperty(LogThreshold.PROPERTY, ""), Level.INFO);
      assertEquals(expected, context.getLogger("io.dispatcherd").getLevel());
      assertNotNull(context.getLogger("ROOT").getAppender("stderr"));
      provider.getMDCAdapter().put("uuid", "u-1");
      assertEquals("u-1", provider.getMDCAdapter().get("uuid"));
    } finally {
      context.stop();
    }
  }
}
