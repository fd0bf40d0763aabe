package io.dispatcherd.service;

import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.steps.SignalTimeout;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Tasks with steps, and tasks that wait for signals. */
public final class DurableTasks {
  private DurableTasks() {}

  /** What a payment came to. */
  public record Receipt(String number, BigDecimal amount) {}

  /** What somebody decided. */
  public record Approval(String by, boolean granted) {}

  private static void note(String file, String line) throws IOException {
    Files.writeString(
        Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Receipt charge(String file) throws IOException {
    note(file, "charge");
    return new Receipt("R-1", new BigDecimal("12.50"));
  }

  /** Dies or fails between its steps in the first attempt. */
  @Task
  public static String order(TaskContext context, String file, boolean isKilled)
      throws IOException {
    Receipt receipt = context.step("charge", () -> charge(file));
    int goods = context.step("pick", () -> 3);
    if (context.attempt() == 1) {
      if (isKilled) {
        ProcessHandle.of(ProcessHandle.current().pid()).ifPresent(DurableTasks::kill);
      }
      throw new IllegalStateException("between two steps");
    }
    context.step("mail", () -> note(file, "mail"));
    return "%s %s %d".formatted(receipt.number(), receipt.amount(), goods);
  }

  private static void kill(ProcessHandle own) {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(own.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Task
  public static String approved(TaskContext context, String file) throws IOException {
    context.step("ask", () -> note(file, "asked"));
    Approval first = context.await("decision", Approval.class);
    Approval second = context.await("decision", Approval.class, Duration.ofHours(1));
    note(file, "went on");
    return first.by() + " " + second.by();
  }

  @Task
  public static String impatient(TaskContext context) {
    try {
      context.await("never", Approval.class, Duration.ofMillis(300));
      return "it came";
    } catch (SignalTimeout e) {
      return e.signal() + " on attempt " + context.attempt();
    }
  }

  /** Writes a row with its step; the first attempt rolls both back. */
  @Task
  public static String booking(TaskContext context, String url, String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      String booked =
          context.step(
              "book",
              connection,
              () -> {
                try (Statement statement = connection.createStatement()) {
                  statement.execute("insert into " + table + " values (" + context.attempt() + ")");
                }
                return "by attempt " + context.attempt();
              });
      if (context.attempt() == 1) {
        connection.rollback();
      } else {
        connection.commit();
      }
      if (context.attempt() < 3) {
        throw new IllegalStateException("once more");
      }
      return booked;
    }
  }

  @Task
  public static void twice(TaskContext context) {
    context.step("same", () -> 1);
    context.step("same", () -> 2);
  }

  @Task
  public static void large(TaskContext context) {
    context.step("large", () -> "x".repeat(100_000));
  }
}
