package io.dispatcherd.rabbitmq.topology;

import java.util.UUID;

/**
 * The names of what is on the server. All begin with a prefix, so that several systems can share a
 * virtual host.
 *
 * @param prefix 1 to 40 letters, digits, {@code _}, {@code -} and dots
 */
public record Names(String prefix) {
  /** The prefix unless the configuration says another. */
  public static final String DEFAULT_PREFIX = "dispatcherd";

  private static final int MOST_PREFIX = 40;
  private static final int MOST_QUEUE = 150;

  /** Checks the prefix. */
  public Names {
    if (!prefix.matches("[A-Za-z0-9_.-]{1," + MOST_PREFIX + "}") || prefix.startsWith("amq.")) {
      throw new IllegalArgumentException(
          "the prefix \"%s\" must be 1 to %d letters, digits, _, - and dots, and not begin with amq."
              .formatted(prefix, MOST_PREFIX));
    }
  }

  /**
   * Checks the name of a queue as tasks have it.
   *
   * @throws IllegalArgumentException if no queue can have it
   */
  public static String checkedQueue(String queue) {
    if (!queue.matches("[A-Za-z0-9_.:/-]{1," + MOST_QUEUE + "}")) {
      throw new IllegalArgumentException(
          "the queue \"%s\" can't be one of RabbitMQ's: use 1 to %d letters, digits, _, -, :, / and dots"
              .formatted(queue, MOST_QUEUE));
    }
    return queue;
  }

  /** The direct exchange that takes tasks; the routing key is the queue as tasks name it. */
  public String tasks() {
    return prefix;
  }

  /** The queue that keeps the tasks of a queue as tasks name it. */
  public String queue(String queue) {
    return prefix + ".queue." + queue;
  }

  /** The topic exchange at which delays end. */
  String due() {
    return prefix + ".due";
  }

  /** The topic exchange before a level of delays, and the queue that is this level. */
  public String delay(int level) {
    return prefix + ".delay." + level;
  }

  /** The queue of dead letters. */
  public String dead() {
    return prefix + ".dead";
  }

  /** A queue that whoever looks at the dead letters has meanwhile, and nobody else. */
  public String deadTurn() {
    return dead() + ".turn";
  }

  /** The fanout exchange that takes commands. */
  public String control() {
    return prefix + ".control";
  }

  /** A queue for the commands that reach one service. */
  public String controlOfOne() {
    return prefix + ".control." + UUID.randomUUID();
  }

  /** A queue for the replies to one conversation. */
  public String reply() {
    return replies() + UUID.randomUUID();
  }

  /** How the names of queues for replies begin. */
  public String replies() {
    return prefix + ".reply.";
  }

  /**
   * Whether a reply may go there: to a queue for replies, or a client that has asked the server for
   * a reply without a queue. A message could otherwise have a service write into any queue.
   */
  public boolean takesReplies(String queue) {
    return queue.startsWith(replies()) || queue.startsWith("amq.rabbitmq.reply-to.");
  }
}
