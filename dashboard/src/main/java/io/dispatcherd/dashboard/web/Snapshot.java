package io.dispatcherd.dashboard.web;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * What was read at one moment: whatever several pages, roles or viewers need of it is read once.
 * Thread-safe. Whoever asks first reads, the others wait for that.
 */
public final class Snapshot {
  private final Map<Object, CompletableFuture<Object>> read = new ConcurrentHashMap<>();

  /**
   * What this key stands for.
   *
   * @param key equal keys stand for equal values
   * @param reader reads it, if nobody has
   * @throws Exception what the reader has thrown, for all who ask
   */
  @SuppressWarnings("unchecked") // The reader of a key always gives the same type.
  public <T> T get(Object key, Callable<T> reader) throws Exception {
    CompletableFuture<Object> mine = new CompletableFuture<>();
    CompletableFuture<Object> others = read.putIfAbsent(key, mine);
    if (others == null) {
      try {
        mine.complete(reader.call());
      } catch (Throwable failure) {
        mine.completeExceptionally(failure);
      }
    }
    return (T) valueOf(others == null ? mine : others);
  }

  private static Object valueOf(CompletableFuture<Object> value) throws Exception {
    try {
      return value.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    }
  }
}
