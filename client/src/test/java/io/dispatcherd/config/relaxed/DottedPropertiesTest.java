package io.dispatcherd.config.relaxed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DottedPropertiesTest {
  @Test
  void namesArePathsAndQuotesKeepTheirDots() {
    assertEquals(
        Map.of(
            "brokers",
            Map.of("pg_queue", Map.of("queues", Map.of("mail.out", Map.of("weight", "2"))))),
        DottedProperties.nested(Map.of("brokers.pg_queue.queues.\"mail.out\".weight", "2")));
  }

  @Test
  void elementsOfAListStayInTheirOrder() {
    Map<String, String> flat = Map.of("channels[10]", "c", "channels[2]", "b", "channels[0]", "a");
    assertEquals("{channels={0=a, 2=b, 10=c}}", DottedProperties.nested(flat).toString());
  }

  @Test
  void aValueAtANameThatOthersGoThroughIsLeftOut() {
    assertEquals(
        Map.of("service", Map.of("enabled", "true")),
        DottedProperties.nested(Map.of("service", "x", "service.enabled", "true")));
  }
}
