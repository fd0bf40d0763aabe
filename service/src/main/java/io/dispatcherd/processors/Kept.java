package io.dispatcherd.processors;

import java.time.Duration;
import java.util.Optional;

/** What a broker that keeps a task says of it, and is told while it runs. One thread calls it. */
public interface Kept {
  /** Which attempt this is, from 1. */
  int attempt();

  /** SQL with which the task can store its own end; empty if there is none. */
  Optional<String> completion();

  /** How long the task is still the service's; empty for no limit. */
  Optional<Duration> leaseLeft();

  /** It is so far. Returns at once. */
  void progress(double part, String text);
}
