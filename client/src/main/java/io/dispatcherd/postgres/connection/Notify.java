package io.dispatcherd.postgres.connection;

import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGStatement;

/** Messages as one statement: all are sent or none, in their order, in one round trip. */
public final class Notify {
  /** PostgreSQL takes payloads shorter than 8000 bytes. */
  static final int MAX_PAYLOAD_BYTES = 7999;

  private static final String ONE = "SELECT pg_notify(?, ?)";

  // The functions of a sorted select list are evaluated after sorting if they are volatile, as
  // pg_notify is.
  private static final String MANY =
      "SELECT pg_notify(m.channel, m.payload)"
          + " FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS m (channel, payload, position)"
          + " ORDER BY m.position";

  private final List<String> channels = new ArrayList<>();
  private final List<String> payloads = new ArrayList<>();

  /**
   * Splits messages that are too large for PostgreSQL, and signs everything.
   *
   * @throws IllegalArgumentException if a channel's name is invalid, or a message to sign isn't a
   *     JSON object
   */
  public Notify(List<Outgoing> messages, Signing signing) {
    for (Outgoing message : messages) {
      String channel = ChannelName.check(message.channel());
      for (String part : signing.seal(channel, message.payload(), MAX_PAYLOAD_BYTES)) {
        channels.add(channel);
        payloads.add(part);
      }
    }
  }

  /**
   * Sends all, within the connection's transaction if it has one. Prepares nothing in the session,
   * which a pooler may share among its clients.
   *
   * @return the number of notifications
   */
  public int execute(Connection connection) throws SQLException {
    return execute(connection, false);
  }

  /**
   * Sends all, within the connection's transaction if it has one.
   *
   * @param preparing whether the driver may prepare a statement that is used often, as the
   *     connection is configured; that is a third faster
   * @return the number of notifications
   */
  int execute(Connection connection, boolean preparing) throws SQLException {
    switch (channels.size()) {
      case 0 -> {}
      case 1 -> executeOne(connection, preparing);
      default -> executeMany(connection, preparing);
    }
    return channels.size();
  }

  private static PreparedStatement statement(Connection connection, String sql, boolean preparing)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    if (!preparing && statement.isWrapperFor(PGStatement.class)) {
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
    return statement;
  }

  private void executeOne(Connection connection, boolean preparing) throws SQLException {
    try (PreparedStatement statement = statement(connection, ONE, preparing)) {
      statement.setString(1, channels.get(0));
      statement.setString(2, payloads.get(0));
      statement.execute();
    }
  }

  private void executeMany(Connection connection, boolean preparing) throws SQLException {
    Array channelArray = connection.createArrayOf("text", channels.toArray(String[]::new));
    Array payloadArray = connection.createArrayOf("text", payloads.toArray(String[]::new));
    try (PreparedStatement statement = statement(connection, MANY, preparing)) {
      statement.setArray(1, channelArray);
      statement.setArray(2, payloadArray);
      statement.execute();
    } finally {
      channelArray.free();
      payloadArray.free();
    }
  }
}
