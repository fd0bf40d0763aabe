package io.dispatcherd.rabbitmq.topology;

import java.time.Duration;

/**
 * How delays are made of queues. Each of the levels is a queue in which a message stays for a fixed
 * time: 0.1 s in the lowest one, twice that in the next one, and so on up to 38 days. A delay is a
 * number of 0.1 s; its binary digits say in which levels the message stays, from the highest one
 * down. They stand in the routing key, one word each, and before them the exchange of each level
 * decides.
 */
public final class Delays {
  /** The shortest delay; all are whole numbers of it. */
  public static final Duration UNIT = Duration.ofMillis(100);

  /** How many there are. The server's longest time to live is 2^32 - 1 ms. */
  public static final int LEVELS = 26;

  /** The longest delay that is made of one trip through the levels. */
  public static final Duration LONGEST = UNIT.multipliedBy((1L << LEVELS) - 1);

  private Delays() {}

  /**
   * One trip through the levels.
   *
   * @param units for how long, in units; at least 1
   * @param rest what remains to be waited for after it
   */
  public record Trip(int units, Duration rest) {
    /** The one that this delay begins with. A delay never becomes shorter than it was asked for. */
    public static Trip of(Duration delay) {
      Duration first = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
      long units = Math.max(1, (first.toNanos() + UNIT.toNanos() - 1) / UNIT.toNanos());
      return new Trip((int) units, delay.minus(first));
    }

    /** The first level in which it stays, which needs all below it. */
    public int level() {
      return 31 - Integer.numberOfLeadingZeros(units);
    }

    /** The routing key that leads through the levels and to the queue. */
    public String routingKey(String queue) {
      StringBuilder key = new StringBuilder();
      for (int level = LEVELS - 1; level >= 0; level--) {
        key.append(stays(level) ? "1." : "0.");
      }
      return key.append(queue).toString();
    }

    private boolean stays(int level) {
      return (units >> level & 1) == 1;
    }
  }

  /** How long a message stays in a level. */
  static Duration timeIn(int level) {
    return UNIT.multipliedBy(1L << level);
  }

  /** Which routing keys stay in a level, or pass it by. */
  static String pattern(int level, boolean stays) {
    return "*.".repeat(LEVELS - 1 - level) + (stays ? "1.#" : "0.#");
  }

  /** Which routing keys lead to a queue when the delay is over. */
  static String pattern(String queue) {
    return "*.".repeat(LEVELS) + queue;
  }
}
