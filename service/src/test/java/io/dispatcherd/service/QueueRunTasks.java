package io.dispatcherd.service;

import io.dispatcherd.tasks.NoRetry;
import io.dispatcherd.tasks.Retry;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What tasks can do that a broker keeps. */
public final class QueueRunTasks {
  private QueueRunTasks() {}

  @Task
  public static String retrying(TaskContext context) {
    if (context.attempt() < 3) {
      throw new Retry(Duration.ofMillis(100));
    }
    return "attempt " + context.attempt();
  }

  @Task
  public static void hopeless(TaskContext context) {
    if (context.attempt() > 0) {
      throw new NoRetry("never");
    }
  }

  /** Puts itself off once, and doesn't let the exception pass. */
  @Task
  public static String snoozing(TaskContext context, String file) throws IOException {
    if (Files.exists(Path.of(file))) {
      return "attempt " + context.attempt();
    }
    Files.createFile(Path.of(file));
    try {
      context.snooze(Duration.ofMillis(200));
    } catch (RuntimeException swallowed) {
      return "went on";
    }
    return "went on";
  }

  /** Stores a row and its end in one transaction, which the first attempt rolls back. */
  @Task
  public static String completing(TaskContext context, String url, String table)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into " + table + " values (" + context.attempt() + ")");
      context.complete(connection, "both");
      if (context.attempt() == 1) {
        connection.rollback();
      } else {
        connection.commit();
      }
    }
    return "ignored";
  }

  @Task
  public static void waiting(TaskContext context) throws InterruptedException {
    context.progress(0.1, "begun");
    context.progress(0.5, "half");
    new CountDownLatch(1).await();
  }

  @Task
  public static void submitting(TaskContext context) {
    context.task(QueueTasks.class.getName() + ".greet").args("child").submit();
  }

  @Task
  public static void killing() {
    Runtime.getRuntime().halt(137);
  }

  /** Its first attempt says who it is, and never ends, whoever interrupts it. */
  @Task
  public static String surviving(TaskContext context, String file) throws IOException {
    if (context.attempt() == 1) {
      Files.writeString(Path.of(file), String.valueOf(ProcessHandle.current().pid()));
      while (true) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          // It goes on.
        }
      }
    }
    return "attempt " + context.attempt();
  }
}
