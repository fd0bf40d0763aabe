package io.dispatcherd.spring.boot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.spring.boot.TestDatabase;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Arguments and results as the application's own mapper writes and reads them. */
@Tag("functional")
class ApplicationMapperTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Written with other names by the application. */
  public record Order(String customerName) {}

  /** Tasks with such arguments. */
  public static class Orders {
    @Task
    public Order confirm(TaskContext context, Order order) {
      context.submit(Orders::pack, order);
      return order;
    }

    @Task
    public String pack(Order order) {
      return order.customerName();
    }
  }

  /** An application that names properties in its own way. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void argumentsAndResultsHaveTheApplicationsNames() throws Exception {
    try (TestDatabase database = new TestDatabase()) {
      Map<String, Object> properties = new LinkedHashMap<>(database.properties());
      properties.put("dispatcherd.service.enabled", true);
      properties.put("dispatcherd.jackson.use-application-mapper", true);
      properties.put("spring.jackson.property-naming-strategy", "SNAKE_CASE");
      properties.put(
          "spring.autoconfigure.exclude",
          "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
              + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Application.class)
              .web(WebApplicationType.NONE)
              .properties(properties)
              .run()) {
        Dispatcherd dispatcherd = context.getBean(Dispatcherd.class);
        Submission submission = dispatcherd.submit(Orders::confirm, new Order("ada"));
        String message = submission.message().toJson();
        assertTrue(message.contains("{\"customer_name\":\"ada\"}"), message);
        Job confirmed = submission.await(LIMIT);
        assertEquals("{\"customer_name\":\"ada\"}", confirmed.resultJson().orElse(""));
        Job packed =
            dispatcherd.jobs().list(JobFilter.ALL, 10).stream()
                .filter(job -> job.parentUuid().isPresent())
                .findFirst()
                .orElseThrow();
        assertEquals(
            "\"ada\"", dispatcherd.jobs().await(packed.uuid(), LIMIT).resultJson().orElse(""));
      }
    }
  }
}
