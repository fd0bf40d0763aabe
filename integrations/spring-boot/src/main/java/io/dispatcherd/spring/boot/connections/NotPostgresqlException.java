package io.dispatcherd.spring.boot.connections;

/** A data source leads to another database than PostgreSQL. */
public final class NotPostgresqlException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** The URL without what may be secret. */
  private final String database;

  NotPostgresqlException(String url) {
    super("not a database of PostgreSQL: " + shown(url));
    database = shown(url);
  }

  /** The beginning of its URL, such as {@code jdbc:h2:mem}. */
  public String database() {
    return database;
  }

  /** Up to the first part that may hold a name or a password. */
  private static String shown(String url) {
    int end = 0;
    for (int colons = 0; end < url.length() && colons < 3; end++) {
      char each = url.charAt(end);
      if (each == '/' || each == ';' || each == '?' || each == '@') {
        break;
      }
      colons += each == ':' ? 1 : 0;
    }
    return url.substring(0, end);
  }
}
