package io.dispatcherd.queue.schema;

/** The database's tables are of another version than this program's; the text says what to run. */
public final class SchemaVersionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaVersionException(String message) {
    super(message);
  }
}
