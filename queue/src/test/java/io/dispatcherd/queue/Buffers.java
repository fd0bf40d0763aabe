package io.dispatcherd.queue;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many pages a call reads: what it costs, without a clock. */
public final class Buffers {
  private static final Pattern HIT = Pattern.compile("Buffers: shared([^\\n]*)");
  private static final Pattern NUMBER = Pattern.compile("(?:hit|read)=(\\d+)");

  private Buffers() {}

  /** A claim of the first service, of so many jobs, from the start of the queue. */
  public static int ofTake(TestQueue queue, int most) throws SQLException {
    return ofTake(queue, most, Integer.MIN_VALUE, 0);
  }

  /** The same, behind the place where the last one ended. */
  public static int ofTake(TestQueue queue, int most, int afterRank, long afterId)
      throws SQLException {
    return of(
        queue,
        """
        select * from "${schema}".take(1, array["${schema}".name_id('default')], array[%d],
          array["${schema}".name_id('%s')], array[%d], array[%d::bigint], 0)
        """
            .formatted(most, TestQueue.TASK, afterRank, afterId));
  }

  /** Of any query, which is run. */
  public static int of(TestQueue queue, String sql) throws SQLException {
    String plan =
        String.join("\n", queue.database().rows("explain (analyze, buffers, timing off) " + sql));
    Matcher hit = HIT.matcher(plan);
    int pages = 0;
    if (hit.find()) {
      Matcher number = NUMBER.matcher(hit.group(1));
      while (number.find()) {
        pages += Integer.parseInt(number.group(1));
      }
    }
    return pages;
  }
}
