package io.dispatcherd.dashboard.actions;

import io.dispatcherd.dashboard.access.signin.SignInLog;
import io.dispatcherd.dashboard.reading.QueueTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has signed in and out, and who wasn't let in, in the audit. Thread-safe. */
public record SignInAudit(QueueTables tables) implements SignInLog {
  private static final Logger log = LoggerFactory.getLogger(SignInAudit.class);
  private static final int LIMIT_SECONDS = 3;

  /** People sign in while the queue doesn't answer, too: the log has the line then. */
  @Override
  public void write(String who, String role, String peer, String action, boolean isDone) {
    try (Connection connection = tables.connections().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                tables.in(
                    "insert into \"${schema}\".audit (who, role, peer, action, subject, is_done)"
                        + " values (?, ?, ?, ?, '', ?)"))) {
      insert.setQueryTimeout(LIMIT_SECONDS);
      insert.setString(1, who);
      insert.setString(2, role);
      insert.setString(3, peer);
      insert.setString(4, action);
      insert.setBoolean(5, isDone);
      insert.executeUpdate();
    } catch (SQLException e) {
      log.warn("The {} of {}, from {}, is not in the audit: {}", action, who, peer, e.toString());
    }
  }
}
