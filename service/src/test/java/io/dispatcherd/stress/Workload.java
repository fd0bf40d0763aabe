package io.dispatcherd.stress;

import io.dispatcherd.messages.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Tasks of every kind, at random. For one thread. */
final class Workload {
  private static final List<String> POLICIES =
      List.of("parallel", "parallel", "serial", "discard", "queue_one");
  private static final int KEYS = 5;

  /** More than a notification carries, so that it goes in chunks. */
  private static final int LARGE = 20_000;

  private final Random random;
  private final Path journal;

  Workload(Random random, Path journal) {
    this.random = random;
    this.journal = journal;
  }

  /** A task message. */
  record Made(String uuid, String message) {}

  Made next() {
    String uuid = UUID.randomUUID().toString();
    String policy = POLICIES.get(random.nextInt(POLICIES.size()));
    int key = random.nextInt(KEYS);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("uuid", uuid);
    fields.put("on_duplicate", policy);
    if (policy.equals("parallel")) {
      fields.put("task", StressTasks.PREFIX + (chance(5) ? "fail" : "work"));
      boolean tooLong = chance(2);
      if (tooLong) {
        fields.put("timeout", 0.05);
      }
      fields.put("args", args(policy, tooLong ? 60_000 : 0, chance(3) ? LARGE : 0));
    } else {
      fields.put("task", StressTasks.PREFIX + "work");
      fields.put("args", args(policy + "-" + key, key, 0));
    }
    if (chance(10)) {
      fields.put("delay", random.nextInt(1, 30) / 100.0);
    }
    return new Made(uuid, Json.write(fields));
  }

  private List<Object> args(String key, int millis, int padding) {
    return List.of(journal.toString(), key, millis, "x".repeat(padding));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
