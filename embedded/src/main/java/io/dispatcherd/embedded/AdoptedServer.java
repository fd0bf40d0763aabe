package io.dispatcherd.embedded;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.RunningPostgres;

/** A server that another process started and will stop. */
record AdoptedServer(EmbeddedPostgresLocation location) implements RunningPostgres {

  @Override
  public boolean isOwner() {
    return false;
  }

  @Override
  public void close() {
    // Its owner stops it.
  }
}
