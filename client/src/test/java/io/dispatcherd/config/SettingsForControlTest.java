package io.dispatcherd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsForControlTest {
  private static final String FILE =
      """
      version: 2
      service: {main_kwargs: {node_id: "${NODE}"}, pool_kwargs: {min_workers: many}}
      brokers:
        pg_notify: {config: {conninfo: host=h, password: "${DB_PASSWORD}"}, channels: [a]}
        socket: {socket_path: "${SOCKET}"}
      publish: {default_broker: pg_notify%s}
      """;
  private static final String OVER_SOCKET = FILE.formatted(", default_control_broker: socket");

  @TempDir Path folder = Path.of("");

  private Settings read(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("dispatcher.yml"), yaml);
    return Settings.forControl(Optional.of(file), environment, folder);
  }

  private String problem(String yaml, Map<String, String> environment) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> read(yaml, environment)).getMessage());
  }

  @Test
  void whatTheBrokerForCommandsDoesNotNeedMayBeMissingOrWrong() throws IOException {
    Settings settings = read(OVER_SOCKET, Map.of("SOCKET", "a.sock"));

    assertEquals(Set.of("socket"), settings.brokers().keySet());
    assertEquals(Optional.of("socket"), settings.publish().defaultControlBroker());
  }

  @Test
  void whatItNeedsIsReportedWithItsPlace() {
    String problem = problem(OVER_SOCKET, Map.of());
    assertTrue(problem.contains("brokers.socket.socket_path (line 5)"), problem);
    assertTrue(problem.contains("SOCKET isn't set"), problem);
  }

  @Test
  void withoutABrokerForCommandsItIsTheDefaultOne() throws IOException {
    String yaml = FILE.formatted("");
    assertTrue(problem(yaml, Map.of()).contains("DB_PASSWORD isn't set"));
    assertEquals(Set.of("pg_notify"), read(yaml, Map.of("DB_PASSWORD", "x")).brokers().keySet());
  }

  @Test
  void theOnlyBrokerNeedsNoChoice() throws IOException {
    assertEquals(
        Set.of("socket"),
        read("version: 2\nservice: 3\nbrokers: {socket: {socket_path: a}}\n", Map.of())
            .brokers()
            .keySet());
  }

  @Test
  void aFileThatDoesNotSayWhichBrokerIsReadAsAWhole() {
    String unknown = FILE.formatted(", default_control_broker: sokket");
    String problem = problem(unknown, Map.of("SOCKET", "a"));
    assertTrue(problem.contains("sokket"), problem);
    assertTrue(problem.contains("DB_PASSWORD isn't set"), problem);
    assertTrue(problem("version: 3\n", Map.of()).contains("config version"));
    assertTrue(problem("[]\n", Map.of()).contains("expected sections"));
  }

  @Test
  void withoutAFileTheWaysToNameOneAreListed() {
    assertEquals(
        "Dispatcherd not configured: give --config FILE, set DISPATCHERD_CONFIG_FILE, or have a"
            + " dispatcher.yml in the working directory",
        assertThrows(
                ConfigurationException.class,
                () -> Settings.forControl(Optional.empty(), Map.of(), folder))
            .getMessage());
  }
}
