package io.dispatcherd.postgres.embedded;

/** A server that {@link EmbeddedPostgresProvider} started or found running. Thread-safe. */
public interface RunningPostgres extends AutoCloseable {

  /** Where it listens and how to log in. */
  EmbeddedPostgresLocation location();

  /** Whether this handle started the server, and so {@link #close} stops it. */
  boolean isOwner();

  /**
   * Stops the server and returns when it is gone, if this handle {@linkplain #isOwner started} it;
   * otherwise leaves it alone. Open connections are cut. A second call does nothing.
   */
  @Override
  void close();
}
