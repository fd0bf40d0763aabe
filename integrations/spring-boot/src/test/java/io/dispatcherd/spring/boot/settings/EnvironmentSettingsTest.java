package io.dispatcherd.spring.boot.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class EnvironmentSettingsTest {
  private static StandardEnvironment environment(String... properties) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String property : properties) {
      String[] parts = property.split("=", 2);
      map.put(parts[0], parts[1]);
    }
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().remove("systemEnvironment");
    environment.getPropertySources().addFirst(new MapPropertySource("test", map));
    ConfigurationPropertySources.attach(environment);
    return environment;
  }

  private static EnvironmentSettings read(String... properties) {
    return EnvironmentSettings.read(environment(properties), Optional.empty());
  }

  private static Map<?, ?> queue(EnvironmentSettings settings, String queue) {
    Object found = settings.settings().asMap();
    for (String key : List.of("brokers", "pg_queue", "queues", queue)) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key));
    }
    return new LinkedHashMap<>((Map<?, ?>) found);
  }

  @Test
  void withoutPropertiesThereIsAQueueOnTheDefaultDataSource() {
    EnvironmentSettings settings = read();
    assertEquals(List.of("pg_queue"), List.copyOf(settings.settings().brokers().keySet()));
    assertEquals(Map.of("pg_queue", Optional.empty()), settings.dataSources());
  }

  @Test
  void anOptionMayBeWrittenInSpringsWaysAndInOurs() {
    for (String name :
        List.of(
            "dispatcherd.brokers.pg_queue.queues.reports.max_running",
            "dispatcherd.brokers.pg-queue.queues.reports.max-running",
            "dispatcherd.brokers.pgQueue.queues.reports.maxRunning")) {
      assertEquals("{max_running=4}", queue(read(name + "=4"), "reports").toString(), name);
    }
  }

  @Test
  void anOptionMayBeAVariableOfTheEnvironment() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            "systemEnvironment",
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                    "DISPATCHERD_BROKERS_PGQUEUE_QUEUES_REPORTS_MAXRUNNING", "4",
                    "DISPATCHERD_HOME", "/opt")));
    ConfigurationPropertySources.attach(environment);
    assertEquals(
        "{max_running=4}",
        queue(EnvironmentSettings.read(environment, Optional.empty()), "reports").toString());
  }

  @Test
  void namesThatAreTheUsersOwnStayAsTheyAre() {
    assertEquals(
        "{weight=2}",
        queue(read("dispatcherd.brokers.pg-queue.queues[Daily_Mail].weight=2"), "Daily_Mail")
            .toString());
  }

  @Test
  void textBecomesWhatTheOptionTakes() {
    Settings settings =
        read(
                "dispatcherd.brokers.pg-notify.channels=orders,mail",
                "dispatcherd.brokers.pg-notify.max-connection-idle-seconds=1m",
                "dispatcherd.service.main-kwargs.node-id=17",
                "dispatcherd.service.pool-kwargs.max-workers=3",
                "dispatcherd.service.enabled=true",
                "dispatcherd.producers.control-producer=",
                "dispatcherd.producers.scheduled-producer.task-schedule[shop.Reports.daily].schedule=60",
                "dispatcherd.producers.scheduled-producer.task-schedule[shop.Reports.daily].args[0]=7")
            .settings();
    PgNotifySettings broker =
        (PgNotifySettings) Objects.requireNonNull(settings.brokers().get("pg_notify"));
    assertEquals(List.of("orders", "mail"), broker.channels());
    assertEquals(Optional.of(Duration.ofMinutes(1)), broker.maxConnectionIdle());
    assertEquals(Optional.of("17"), settings.service().nodeId());
    assertEquals(3, settings.service().pool().maxWorkers());
    assertEquals("shop.Reports.daily", settings.producers().scheduled().get(0).name());
  }

  @Test
  void whatLooksLikeAReferenceIsNoneAnyMore() {
    assertEquals(
        Optional.of("a${b"),
        read("dispatcherd.service.main-kwargs.node-id=a${b").settings().service().nodeId());
  }

  @Test
  void aBrokerMayNameItsDataSource() {
    EnvironmentSettings settings =
        read(
            "dispatcherd.brokers.billing.type=pg-queue",
            "dispatcherd.brokers.billing.data-source=billingDataSource",
            "dispatcherd.brokers.pg-notify.channels=orders");
    assertEquals(
        Map.of("billing", Optional.of("billingDataSource"), "pg_notify", Optional.empty()),
        settings.dataSources());
  }

  @Test
  void aBrokerThatSaysHowToConnectHasNothingOfTheApplication() {
    assertEquals(
        Map.of(), read("dispatcherd.brokers.pg-queue.config.host=localhost").dataSources());
  }

  @Test
  void propertiesAreStrongerThanTheFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("dispatcher.yml"),
            """
            version: 2
            service: {pool_kwargs: {max_workers: 9, min_workers: 2}}
            brokers: {socket: {socket_path: demo.sock}}
            """);
    Settings settings =
        EnvironmentSettings.read(
                environment("dispatcherd.service.pool-kwargs.max-workers=3"), Optional.of(file))
            .settings();
    assertEquals(3, settings.service().pool().maxWorkers());
    assertEquals(2, settings.service().pool().minWorkers());
    assertEquals(List.of("socket"), List.copyOf(settings.brokers().keySet()));
  }

  @Test
  void aMistypedOptionIsNamed() {
    ConfigurationException refused =
        assertThrows(
            ConfigurationException.class, () -> read("dispatcherd.brokers.pg-queue.max-atempts=3"));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("did you mean \"max_attempts\""),
        refused::toString);
  }
}
