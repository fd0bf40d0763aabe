package io.dispatcherd.processors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * Finds tasks by their uuid, which several may share: it is the sender's to choose. Owned by one
 * thread; takes constant time for each task.
 */
public final class TasksByUuid {
  /** One of each uuid. */
  private final Map<String, PendingTask> one = new HashMap<>();

  /** The others, if there are any. */
  private final Map<String, SequencedSet<PendingTask>> others = new HashMap<>();

  /** Adds a task that isn't here. */
  public void add(PendingTask task) {
    String uuid = uuid(task);
    if (one.putIfAbsent(uuid, task) != null) {
      others.computeIfAbsent(uuid, absent -> new LinkedHashSet<>()).add(task);
    }
  }

  /** Takes out a task; nothing for one that isn't here. */
  public void remove(PendingTask task) {
    String uuid = uuid(task);
    SequencedSet<PendingTask> more = others.get(uuid);
    if (more == null) {
      one.remove(uuid, task);
      return;
    }
    if (!more.remove(task) && one.remove(uuid, task)) {
      one.put(uuid, more.removeFirst());
    }
    if (more.isEmpty()) {
      others.remove(uuid);
    }
  }

  /** All that have this uuid, in the order in which they were added. */
  public Collection<PendingTask> find(String uuid) {
    PendingTask found = one.get(uuid);
    if (found == null) {
      return List.of();
    }
    List<PendingTask> all = new ArrayList<>();
    all.add(found);
    SequencedSet<PendingTask> more = others.get(uuid);
    if (more != null) {
      all.addAll(more);
    }
    return all;
  }

  private static String uuid(PendingTask task) {
    return String.valueOf(task.message().uuid());
  }
}
