package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConnectionParameters;
import io.dispatcherd.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What gets into a service, and what gets out of it. */
@Tag("functional")
class DoorsFunctionalTest {
  private static final String SECRET = "s3cr3t-value";

  @Test
  void noArgumentAndNoPasswordIsLoggedOrPassedOnACommandLineHoweverMuchFails() throws Exception {
    Map<String, Object> secret = Map.of("kwargs", Map.of("secret", SECRET));
    try (ServiceProcess service =
        ServiceProcess.start(Map.of("max_workers", 1, "cancel_wait", 0.2))) {
      service.awaitOutput("pg_notify-producer is listening");
      for (String broken :
          List.of(
              "{\"task\": \"no.such.Task\", \"kwargs\": {\"secret\": \"%s\"}}",
              "{\"task\": \"x\", \"timeout\": \"%s\"}",
              "{\"task\": \"x\", \"kwargs\": \"%s\"}",
              "{\"task\": \"x\", \"kwargs\": {\"secret\": \"%s\"}, \"args\": [",
              "{\"control\": \"run\", \"control_data\": {\"task\": \"x\", \"kwargs\": \"%s\"}}",
              "{\"control\": \"cancel\", \"control_data\": {\"kwargs\": \"%s\"}}",
              "{\"password\": \"%s\"}")) {
        service.publish(broken.formatted(SECRET));
      }
      String name = ProbeTasks.PREFIX + "failWithSecret";
      service.publish(ProbeTasks.message(secret, "failWithSecret", List.of(1)));
      service.publish(ProbeTasks.message(Map.of(), "failWithSecret", List.of(SECRET, SECRET)));
      service.publish(ProbeTasks.message(Map.of(), "failWithSecret", List.of(SECRET, 1)));
      service.probe(Map.of("timeout", 0.2), "ignoreInterrupts", SECRET);
      service.probe(Map.of("callbacks", List.of(Map.of("task", name))), "say", "all has happened");
      service.probe().await("all has happened");
      for (ProcessHandle worker : service.awaitChildren(1)) {
        String arguments =
            Files.readString(Path.of("/proc/" + worker.pid() + "/cmdline")).replace('\0', ' ');
        assertTrue(arguments.contains("WorkerMain"), arguments);
        assertSilent(arguments);
      }
      service.signalGroup("TERM");
      assertEquals(0, service.exitCode());
      String output = service.output();
      assertTrue(output.contains("on purpose"), output);
      assertTrue(output.contains("Time is up"), output);
      assertSilent(output);
    }
  }

  @Test
  void aClassThatDeclaresNoTaskIsNotEvenInitialised() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(Map.of())) {
      service.awaitOutput("pg_notify-producer is listening");
      service.publish("{\"task\": \"" + Trap.class.getName() + ".run\"}");
      service.probe(
          Map.of("callbacks", List.of(Map.of("task", Trap.class.getName() + ".run"))), "say", "no");
      service.probe(Map.of(), "say", "after it");
      service.probe().await("after it");
      String output = service.output();
      assertTrue(output.contains("No task named " + Trap.class.getName() + ".run"), output);
      assertFalse(output.contains(Trap.WORDS), output);
      assertFalse(service.probe().all().contains("no"));
    }
  }

  private static void assertSilent(String text) {
    String password =
        ConnectionParameters.parse(TestPostgres.shared().conninfo())
            .password()
            .orElseThrow()
            .reveal();
    assertFalse(text.contains(SECRET), text);
    assertFalse(text.contains(password), text);
  }
}
