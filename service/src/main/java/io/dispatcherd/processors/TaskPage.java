package io.dispatcherd.processors;

import io.dispatcherd.messages.TaskMessage;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A page of the tasks that run and wait: the first so many of those that come after a place. They
 * may be offered in any order; however many there are, no more are held than the page has. Used by
 * one thread.
 */
public final class TaskPage {
  private static final String LIMIT = "limit";
  private static final String AFTER = "after";

  /** Where tasks are, in the order of pages. */
  public enum Kind {
    /** On the worker of this number. */
    WORKER,
    /** Behind a duplicate. */
    BLOCKED,
    /** In line for a worker. */
    QUEUED,
    /** Until their time. */
    DELAYED;

    private final String prefix = name().toLowerCase(Locale.ROOT) + "-";

    /** The name of a task in replies. */
    public String nameOf(long number) {
      return prefix + number;
    }
  }

  private record Place(Kind kind, long number) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::kind).thenComparingLong(Place::number);

    /** The one with this name in replies. */
    static Place named(Object name) {
      for (Kind kind : Kind.values()) {
        if (name instanceof String text && text.startsWith(kind.prefix)) {
          try {
            return new Place(kind, Long.parseLong(text.substring(kind.prefix.length())));
          } catch (NumberFormatException e) {
            // Explained below, as other names are.
          }
        }
      }
      throw new IllegalArgumentException(
          AFTER + " must be a name that running has given to a task, such as queued-41");
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private record Entry(TaskMessage message, Instant since) {}

  private final int limit;
  private final Optional<Place> after;

  /** The page, and the one behind it, which says that there are more. */
  private final TreeMap<Place, Entry> first = new TreeMap<>();

  private TaskPage(int limit, Optional<Place> after) {
    this.limit = limit;
    this.after = after;
  }

  /**
   * Takes what is about the page out of a command's data.
   *
   * @param data {@code limit} and {@code after}, beside others that stay
   * @return empty if all tasks are asked for
   * @throws IllegalArgumentException if they are something else than a number from 1 and a name
   */
  public static Optional<TaskPage> takenOf(Map<String, @Nullable Object> data) {
    Object limit = data.remove(LIMIT);
    Object after = data.remove(AFTER);
    if (limit == null && after == null) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskPage(
            limit == null ? Integer.MAX_VALUE : number(limit),
            Optional.ofNullable(after).map(Place::named)));
  }

  private static int number(Object limit) {
    if (limit instanceof Integer number && number > 0) {
      return number;
    }
    throw new IllegalArgumentException(LIMIT + " must be a whole number from 1");
  }

  /**
   * A task that matches.
   *
   * @param since when it began to run or to wait
   */
  public void offer(Kind kind, long number, TaskMessage message, Instant since) {
    Place place = new Place(kind, number);
    if (after.isPresent() && place.compareTo(after.get()) <= 0) {
      return;
    }
    if (first.size() <= limit) {
      first.put(place, new Entry(message, since));
    } else if (place.compareTo(first.lastKey()) < 0) {
      first.put(place, new Entry(message, since));
      first.pollLastEntry();
    }
  }

  /** The tasks of the page, under the names that replies give them. */
  public Map<String, TaskMessage> tasks() {
    Map<String, TaskMessage> tasks = new LinkedHashMap<>();
    each((name, entry) -> tasks.put(name, entry.message()));
    return tasks;
  }

  /** Since when they run or wait, under the same names. */
  public Map<String, Instant> since() {
    Map<String, Instant> since = new LinkedHashMap<>();
    each((name, entry) -> since.put(name, entry.since()));
    return since;
  }

  /** What comes after the page is asked for with this name; empty if nothing does. */
  public Optional<String> next() {
    return first.size() > limit
        ? Optional.of(first.lowerKey(first.lastKey())).map(it -> it.kind().nameOf(it.number()))
        : Optional.empty();
  }

  private void each(BiConsumer<String, Entry> action) {
    first.entrySet().stream()
        .limit(limit)
        .forEach(
            entry ->
                action.accept(
                    entry.getKey().kind().nameOf(entry.getKey().number()), entry.getValue()));
  }
}
