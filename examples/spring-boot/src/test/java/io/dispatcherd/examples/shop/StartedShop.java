package io.dispatcherd.examples.shop;

import io.dispatcherd.spring.boot.test.DispatcherdTest;
import io.dispatcherd.testing.TestPostgres;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The shop, started once for all tests. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "spring.jpa.hibernate.ddl-auto=create-drop")
@DispatcherdTest
abstract class StartedShop {
  @Value("${local.server.port}")
  private int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", TestPostgres.shared()::jdbcUrl);
    properties.add("spring.datasource.hikari.maximum-pool-size", () -> 5);
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }
}
