package io.dispatcherd.spring.boot.test;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

/** A test of an application without a database. */
@SpringBootTest(
    properties =
        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@DispatcherdTest(inMemory = true)
class InMemoryTest {
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

  @Test
  void aTaskRunsWithWhatItSubmits() {
    Submission confirmation = orders.place("book");
    tasks.drain();
    tasks.ending(confirmation).assertReturned("confirmed book");
    tasks.endings(Orders.class.getName() + ".pack").get(0).assertReturned("packed book");
  }
}
