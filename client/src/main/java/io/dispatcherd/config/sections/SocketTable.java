package io.dispatcherd.config.sections;

import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PathType;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.limits.SocketLimits;
import java.nio.file.Path;
import java.time.Duration;

/** Section {@code brokers.socket}: what may stand in it, and what it becomes. */
final class SocketTable {
  private static final Option<Path> SOCKET_PATH =
      Option.of(
              "socket_path",
              new PathType(),
              "The socket's file. A relative one is relative to the working directory.")
          .required();
  private static final Option<Integer> LINE_BYTES =
      Option.of(
              "max_line_bytes",
              OptionTypes.size(1024, 1 << 30),
              "The longest line; a client that sends a longer one is dropped.")
          .orElse(SocketLimits.DEFAULT.lineBytes());
  private static final Option<Integer> CLIENTS =
      Option.of(
              "max_clients",
              OptionTypes.integer(1, 100_000),
              "Clients connected at once; others have to wait.")
          .orElse(SocketLimits.DEFAULT.clients());
  private static final Option<Integer> INBOX_BYTES =
      Option.of(
              "max_inbox_bytes",
              OptionTypes.sizeFrom(1024),
              "Memory for lines that the service hasn't received yet; beyond it clients are read"
                  + " no further.")
          .orElse(SocketLimits.DEFAULT.inboxBytes());
  private static final Option<Integer> UNREAD_BYTES =
      Option.of(
              "max_unread_bytes",
              OptionTypes.sizeFrom(1024),
              "Replies that clients haven't read, of all together; beyond it further ones are"
                  + " dropped. A client that leaves a quarter of it unread is dropped itself.")
          .orElse(SocketLimits.DEFAULT.unreadBytes());
  private static final Option<Duration> UNREAD_SECONDS =
      Option.of(
              "max_unread_seconds",
              OptionTypes.positiveSeconds(),
              "A client that has read nothing of its replies for this long is dropped.")
          .orElse(SocketLimits.DEFAULT.unreadFor());

  static final Section SECTION =
      Section.of(
              "socket",
              "A Unix socket, for one machine.",
              SOCKET_PATH,
              LINE_BYTES,
              CLIENTS,
              INBOX_BYTES,
              UNREAD_BYTES,
              UNREAD_SECONDS)
          .with(SigningTable.SECTION);

  private SocketTable() {}

  static SocketSettings settings(String name, SectionValues socket, Problems problems) {
    return new SocketSettings(
        name,
        socket.get(SOCKET_PATH),
        new SigningTable(problems).settings(socket),
        new SocketLimits(
            socket.get(LINE_BYTES),
            socket.get(CLIENTS),
            socket.get(INBOX_BYTES),
            socket.get(UNREAD_BYTES),
            socket.get(UNREAD_SECONDS)));
  }
}
