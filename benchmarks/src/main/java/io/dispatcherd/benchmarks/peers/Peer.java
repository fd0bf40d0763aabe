package io.dispatcherd.benchmarks.peers;

import javax.sql.DataSource;

/** A library that runs jobs which are kept in the database. */
interface Peer extends AutoCloseable {
  /** What it is called, and how it is configured. */
  String description();

  /** Its tables, in the schema that connections lead to. */
  void prepare(DataSource database) throws Exception;

  /** Stores this many jobs that may run at once; each calls {@link Runs#ran}. */
  void submit(int jobs) throws Exception;

  /** Begins to run what is stored. */
  void start() throws Exception;

  /** Stops it. */
  @Override
  void close();
}
