package io.dispatcherd.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class PacedLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(PacedLogTest.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final AtomicLong now = new AtomicLong();
  private final PacedLog log = new PacedLog(logger, Level.ERROR, now::get);

  @BeforeEach
  void listen() {
    appender.start();
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
  }

  @Test
  void ofAFloodTheFirstLinesAreWrittenAndTheLastOfThemSaysThatMoreAreNot() {
    for (int i = 0; i < 1_000; i++) {
      log.say("line " + i);
    }

    assertEquals(PacedLog.LINES, lines().size());
    assertEquals("line 0", lines().get(0));
    assertEquals(
        "line 19; more like it are only counted for up to 10 s", lines().get(PacedLog.LINES - 1));
  }

  @Test
  void theNextLineAfterAFloodSaysHowManyWereNotWritten() {
    for (int i = 0; i < 1_020; i++) {
      log.say("flood");
    }
    now.addAndGet(PacedLog.WHILE.toNanos());
    log.say("later");
    log.say("and another");

    assertEquals("later; 1,000 more like it were not logged", lines().get(PacedLog.LINES));
    assertEquals("and another", lines().get(PacedLog.LINES + 1));
  }

  @Test
  void everyLimitIsCountedAloneAndItsLineNamesItAndItsOption() {
    Logger source = (Logger) LoggerFactory.getLogger(LimitHits.class);
    source.addAppender(appender);
    LimitHits hits = new LimitHits();
    try {
      for (Limit limit : Limit.values()) {
        hits.hit(limit, "Something");
        assertEquals(1, hits.count(limit));
      }
    } finally {
      source.detachAppender(appender);
    }
    assertEquals(Limit.values().length, hits.counts().size());
    assertEquals(
        "Something (limit message_bytes, option service.main_kwargs.max_message_bytes)",
        lines().get(0));
    assertTrue(lines().stream().anyMatch("Something (limit worker_frame_bytes)"::equals));
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
