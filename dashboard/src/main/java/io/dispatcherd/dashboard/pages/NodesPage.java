package io.dispatcherd.dashboard.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Services and their workers, over all brokers. Immutable.
 *
 * @param nodes by name
 * @param problems what could not be asked, in whole sentences
 */
public record NodesPage(List<Service> nodes, List<String> problems) {
  /** Copies the lists. */
  public NodesPage {
    nodes = List.copyOf(nodes);
    problems = List.copyOf(problems);
  }

  /**
   * A service.
   *
   * @param name of the node
   * @param brokers how it is reached
   * @param startedAt since when it runs
   * @param expiresAt until when its lease on jobs stands
   * @param queues what it works on
   * @param running how many jobs it has taken; empty if it doesn't say
   * @param waiting how many tasks wait in it
   * @param answersFor how long it hasn't answered; empty if it does
   * @param workers its workers; empty if it doesn't say
   */
  public record Service(
      String name,
      List<String> brokers,
      Optional<Instant> startedAt,
      Optional<Instant> expiresAt,
      List<String> queues,
      OptionalLong running,
      OptionalLong waiting,
      Optional<Duration> answersFor,
      List<Worker> workers) {
    /** Copies the lists. */
    public Service {
      brokers = List.copyOf(brokers);
      queues = List.copyOf(queues);
      workers = List.copyOf(workers);
    }
  }

  /**
   * A worker.
   *
   * @param id its number in its service
   * @param pid its process
   * @param status what it does
   * @param memory what its heap takes, in bytes; empty if it wasn't asked
   * @param finished how many tasks it has ended
   * @param task what runs on it
   * @param uuid of that
   * @param since when that started
   */
  public record Worker(
      String id,
      OptionalLong pid,
      String status,
      OptionalLong memory,
      OptionalLong finished,
      Optional<String> task,
      Optional<String> uuid,
      Optional<Instant> since) {}
}
