package io.dispatcherd.queue.musthold;

import static io.dispatcherd.queue.TestQueue.ruled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys of a megabyte work, and ids are beyond 2^40. Rivals: see InterleavingsTest. */
@Tag("functional")
class MustHold25KeysTest {
  @Test
  void aKeyOfAMegabyteWorks() throws SQLException {
    byte[] bytes = new byte[1 << 19];
    new Random(5).nextBytes(bytes);
    String key = HexFormat.of().formatHex(bytes);
    try (TestQueue queue = TestQueue.open()) {
      queue.service();
      List<String> uuids = queue.submit(ruled("serial", key), ruled("discard", key));
      assertEquals("ready", queue.placeOf(uuids.get(0)));
      assertEquals("discarded", queue.placeOf(uuids.get(1)));
      queue.check();
    }
  }

  @Test
  void idsAreBeyondTwoToTheFortiethPower() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      long service = queue.service();
      queue.submit(TestQueue.job());
      assertTrue(queue.claim(service, 1).get(0).id() > 1L << 40);
    }
  }
}
