package io.dispatcherd.benchmarks.chaos;

/** What goes wrong while jobs are submitted and run. */
enum Fault {
  WORKER("worker-crash", "a worker process is killed each second", 1, 1),
  SERVICE("service-kill", "the service is killed once, and started again", 1, 7),
  SERVICES("repeated-kills", "one of two services is killed each 3 s, and started again", 2, 3),
  POSTGRES("postgres-restart", "PostgreSQL is killed once, and started again", 2, 7),
  CONNECTIONS("connections-cut", "all connections are cut each second", 2, 1);

  private final String label;
  private final String description;
  private final int services;
  private final int everySeconds;

  Fault(String label, String description, int services, int everySeconds) {
    this.label = label;
    this.description = description;
    this.services = services;
    this.everySeconds = everySeconds;
  }

  /** The word that names it on the command line. */
  String label() {
    return label;
  }

  String description() {
    return description;
  }

  /** How many services work. */
  int services() {
    return services;
  }

  /** The time before the first, and between two. */
  int everySeconds() {
    return everySeconds;
  }

  /** Whether it happens again and again. */
  boolean isRepeated() {
    return this != SERVICE && this != POSTGRES;
  }
}
