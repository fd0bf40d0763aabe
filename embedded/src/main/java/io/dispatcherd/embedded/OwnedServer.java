package io.dispatcherd.embedded;

import io.dispatcherd.brokers.pgnotify.EmbeddedPostgresLocation;
import io.dispatcherd.brokers.pgnotify.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that this process started and stops. */
final class OwnedServer implements RunningPostgres {

  /** Keeps servers reachable: a collected one would close its pipe, and so stop. */
  private static final Set<OwnedServer> RUNNING = ConcurrentHashMap.newKeySet();

  private final ServerFolder folder;
  private final EmbeddedPostgresLocation location;
  private final ServerProcess process;
  private final FileLease ownership;

  OwnedServer(
      ServerFolder folder,
      EmbeddedPostgresLocation location,
      ServerProcess process,
      FileLease ownership) {
    this.folder = folder;
    this.location = location;
    this.process = process;
    this.ownership = ownership;
    RUNNING.add(this);
  }

  @Override
  public EmbeddedPostgresLocation location() {
    return location;
  }

  @Override
  public boolean isOwner() {
    return true;
  }

  @Override
  @SuppressWarnings("try") // The lease is held, not used.
  public void close() {
    if (!RUNNING.remove(this)) {
      return;
    }
    try (FileLease change = FileLease.acquire(folder.changeLock())) {
      process.stop();
      ownership.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stop " + location, e);
    }
  }
}
