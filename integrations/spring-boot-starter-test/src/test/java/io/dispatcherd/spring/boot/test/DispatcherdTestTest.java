package io.dispatcherd.spring.boot.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A test of an application, with the real PostgreSQL. */
@Tag("functional")
@SpringBootTest
@DispatcherdTest
class DispatcherdTestTest {
  @Autowired private Orders orders;
  @Autowired private TaskTester tasks;

  /** What is tested. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Shop {
    @Bean
    Orders orders(Dispatcherd dispatcherd) {
      return new Orders(dispatcherd);
    }
  }

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", TestPostgres.shared()::jdbcUrl);
  }

  @Test
  void aTaskRunsWithWhatItSubmits() {
    Submission confirmation = orders.place("book");
    tasks.drain();
    tasks.ending(confirmation).assertReturned("confirmed book");
    tasks.endings(Orders.class.getName() + ".pack").get(0).assertReturned("packed book");
  }

  @Test
  void whatIsRolledBackDoesntRun() {
    assertThrows(IllegalArgumentException.class, () -> orders.place(" "));
    tasks.drain();
    assertEquals(0, tasks.endings().size());
  }

  @Test
  void aFailureIsSeen() {
    Submission confirmation = orders.place("cat");
    tasks.drain();
    tasks.ending(confirmation).assertFailedWith("no cats");
  }

  @Test
  void whatHasntEndedIsNoEnding(@Autowired Dispatcherd dispatcherd) {
    Submission later = dispatcherd.task(Orders::pack, "book").delay(Duration.ofHours(1)).submit();
    tasks.drain();
    assertThrows(AssertionError.class, () -> tasks.ending(later));
    dispatcherd.jobs().cancel(later.uuid());
  }
}
