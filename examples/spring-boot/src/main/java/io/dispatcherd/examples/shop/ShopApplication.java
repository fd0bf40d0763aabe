package io.dispatcherd.examples.shop;

import java.io.IOException;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the shop. With {@code --demo} it brings its own PostgreSQL. */
@SpringBootApplication
public class ShopApplication {
  /** Starts it. */
  public static void main(String[] arguments) throws IOException {
    SpringApplication shop = new SpringApplication(ShopApplication.class);
    if (Arrays.asList(arguments).contains("--demo")) {
      shop.setDefaultProperties(DemoDatabase.start());
    }
    shop.run(arguments);
  }
}
