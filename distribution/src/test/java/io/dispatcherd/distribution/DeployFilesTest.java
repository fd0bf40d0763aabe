package io.dispatcherd.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The files in deploy/ fit the service that they start. */
class DeployFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy");

  /** What the files leave to the environment. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("DB_PASSWORD", "secret", "POD_NAME", "pod-1");

  @Test
  void theConfigurationIsSound() throws IOException {
    Settings settings = settings(Files.readString(DEPLOY.resolve("dispatcher.yml")));

    assertEquals(List.of("pg_notify", "socket"), List.copyOf(settings.brokers().keySet()));
  }

  @Test
  void theConfigurationForKubernetesIsSoundAndServesItsProbes() throws IOException {
    Settings settings = kubernetesSettings();
    Map<?, ?> container = container();

    assertEquals(8070, settings.service().metrics().orElseThrow().port(), "the port of the probes");
    // Those that restart it don't ask whether PostgreSQL is there: a service waits for that.
    Map<String, String> paths =
        Map.of(
            "startupProbe", "/healthz", "readinessProbe", "/readyz", "livenessProbe", "/healthz");
    paths.forEach(
        (probe, path) ->
            assertEquals(
                Map.of("port", "metrics", "path", path),
                map(container.get(probe)).get("httpGet"),
                probe));
    Map<?, ?> port = map(((List<?>) Objects.requireNonNull(container.get("ports"))).getFirst());
    assertEquals(8070, port.get("containerPort"));
  }

  @Test
  void supervisorsWaitLongerThanTheServiceNeedsToStop() throws IOException {
    Object grace = podSpec().get("terminationGracePeriodSeconds");
    assertTrue(
        Duration.ofSeconds(((Number) Objects.requireNonNull(grace)).longValue())
                .compareTo(timeToStop(kubernetesSettings().service().pool()))
            > 0);
    Matcher timeout =
        Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$")
            .matcher(Files.readString(DEPLOY.resolve("dispatcherd.service")));
    assertTrue(timeout.find());
    Settings defaults = settings(Files.readString(DEPLOY.resolve("dispatcher.yml")));
    assertTrue(
        Duration.ofSeconds(Long.parseLong(timeout.group(1)))
                .compareTo(timeToStop(defaults.service().pool()))
            > 0);
  }

  @Test
  void nothingRunsAsRootAndNoFileHoldsASecret() throws IOException {
    String docker = Files.readString(DEPLOY.resolve("Dockerfile"));
    assertTrue(docker.contains("\nUSER 10001\n"));
    assertTrue(docker.contains("\nENTRYPOINT [\"/opt/dispatcherd/bin/dispatcherd\"]\n"));
    assertTrue(Files.readString(DEPLOY.resolve("dispatcherd.service")).contains("\nUser="));
    assertEquals(true, map(podSpec().get("securityContext")).get("runAsNonRoot"));
    for (String file : List.of("dispatcher.yml", "kubernetes.yml")) {
      assertFalse(
          Pattern.compile("(?m)^\\s*password: (?!\\$\\{)").matcher(read(file)).find(), file);
    }
  }

  private static Duration timeToStop(PoolSettings pool) {
    PoolSettings.Waits waits = pool.waits();
    return waits.shutdown().plus(waits.cancel()).plus(waits.workerStop());
  }

  private static Settings kubernetesSettings() throws IOException {
    Map<?, ?> configMap = document("ConfigMap");
    return settings(String.valueOf(map(configMap.get("data")).get("dispatcher.yml")));
  }

  private static Map<?, ?> podSpec() throws IOException {
    Map<?, ?> template = map(map(document("Deployment").get("spec")).get("template"));
    return map(template.get("spec"));
  }

  private static Map<?, ?> container() throws IOException {
    return map(((List<?>) Objects.requireNonNull(podSpec().get("containers"))).getFirst());
  }

  private static Map<?, ?> document(String kind) throws IOException {
    return StreamSupport.stream(new Yaml().loadAll(read("kubernetes.yml")).spliterator(), false)
        .<Map<?, ?>>map(DeployFilesTest::map)
        .filter(each -> kind.equals(each.get("kind")))
        .findFirst()
        .orElseThrow();
  }

  /** As the service reads it, with the environment that the files promise. */
  private static Settings settings(String yaml) {
    String filled = yaml;
    for (Map.Entry<String, String> variable : ENVIRONMENT.entrySet()) {
      filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    Map<String, Object> map = new Yaml().load(filled);
    return Settings.fromMap(map);
  }

  private static String read(String file) throws IOException {
    return Files.readString(DEPLOY.resolve(file));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}
