package io.dispatcherd.embedded;

import io.dispatcherd.brokers.pgnotify.EmbeddedPostgresLocation;
import io.dispatcherd.brokers.pgnotify.RunningPostgres;

/** A server that somebody else started and will stop. */
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
