package io.dispatcherd.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.service.fixtures.Trap;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What gets into a service, and what gets out of it. */
@Tag("functional")
class DoorsFunctionalTest {
  private static final String SECRET = "s3cr3t-value";

  /** What is refused, in as many ways as there are. */
  private static final List<String> BROKEN =
      List.of(
          "{\"task\": \"no.such.Task\", \"kwargs\": {\"secret\": \"%s\"}}",
          "{\"task\": \"x\", \"timeout\": \"%s\"}",
          "{\"task\": \"x\", \"kwargs\": \"%s\"}",
          "{\"task\": \"x\", \"kwargs\": {\"secret\": \"%s\"}, \"args\": [",
          "{\"task\": \"x\", \"callbacks\": [\"%s\"]}",
          "{\"task\": \"x\", \"on_duplicate\": {\"a\": \"%s\"}}",
          "{\"task\": \"x\", \"args\": [\"%s\", " + "[".repeat(20) + "]".repeat(20) + "]}",
          "{\"task\": \"x\", \"args\": [\"%s\", 123456789012345678901234567890]}",
          "{\"task\": \"x\", \"args\": [\"%s\", \"" + "x".repeat(2_000) + "\"]}",
          "{\"task\": \"x\", \"args\": [\"%s\"]}, NaN",
          "\"%s\"",
          "[\"%s\"]",
          "(%s)",
          "{\"__dispatcherd_chunk__\": \"v9\", \"message_id\": \"m\", \"payload\": \"%s\"}",
          "{\"__dispatcherd_chunk__\": \"v1\", \"message_id\": \"(%s)\"}",
          "{\"__dispatcherd_chunk__\": \"v1\", \"message_id\": \"m\", \"index\": 0, \"total\": 1,"
              + " \"payload\": \"%s\"}",
          "{\"__dispatcherd_chunk__\": \"v1\", \"message_id\": \"n\", \"index\": 0, \"total\": 2,"
              + " \"payload\": \"%s\"}",
          "{\"control\": \"run\", \"control_data\": {\"task\": \"x\", \"kwargs\": \"%s\"}}",
          "{\"control\": \"run\", \"control_data\": {\"task\": \"x\", \"args\": [\"%s\"]}}",
          "{\"control\": \"cancel\", \"control_data\": {\"kwargs\": \"%s\"}}",
          "{\"control\": \"set_log_level\", \"control_data\": {\"level\": \"%s\"}}",
          "{\"control\": \"alive\", \"control_data\": \"%s\"}",
          "{\"password\": \"%s\"}");

  /** Proof that what might have given it away was said. */
  private static final List<String> HAPPENED =
      List.of(
          "DEBUG",
          "on purpose",
          "Time is up",
          "Starting ",
          "Discarded, ",
          "Held, ",
          "limit message_bytes",
          "limit message_nesting",
          "limit number_length",
          "limit queued_tasks",
          "limit socket_line_bytes",
          "no UTF-8",
          "can't be assembled",
          "expired after",
          "wrong arguments",
          "is recycled",
          "Lost at shutdown");

  @Test
  void noArgumentAndNoPasswordIsLoggedOrPassedOnACommandLineHoweverMuchFails() throws Exception {
    Map<String, Object> secret = Map.of("kwargs", Map.of("secret", SECRET));
    try (ServiceProcess service = ServiceProcess.startVerbose(configuration())) {
      service.awaitOutput("pg_notify-producer is listening");
      for (String broken : BROKEN) {
        service.publish(broken.formatted(SECRET));
      }
      for (String line :
          List.of(SECRET + "\u00ff", "[".repeat(600) + SECRET, "x".repeat((1 << 20) + 1))) {
        sendRaw(service, (line + "\n").getBytes(ISO_8859_1));
      }
      String name = ProbeTasks.PREFIX + "failWithSecret";
      service.publish(ProbeTasks.message(secret, "failWithSecret", List.of(1)));
      service.publish(ProbeTasks.message(Map.of(), "failWithSecret", List.of(SECRET, SECRET)));
      service.publish(ProbeTasks.message(Map.of(), "failWithSecret", List.of(SECRET, 1)));
      service.probe(Map.of("timeout", 0.2), "ignoreInterrupts", SECRET);
      service.probe(Map.of(), "gate", "hold");
      service.probe().await("hold");
      for (String rule : List.of("discard", "queue_one", "serial")) {
        for (int i = 0; i < 3; i++) {
          service.probe(Map.of("on_duplicate", rule), "say", SECRET + rule);
        }
      }
      service.probe(Map.of("delay", 300), "say", SECRET);
      for (int i = 0; i < 20; i++) {
        service.probe(Map.of(), "say", SECRET + i);
      }
      service.publish(
          "{\"control\": \"cancel\", \"control_data\": {\"kwargs\": {\"a\": \"%s\"}}}"
              .formatted(SECRET));
      service.awaitOutput("limit queued_tasks");
      service.probe().release("hold");
      service.probe().await(SECRET + 7); // the last one that there was room for
      service.publish(ProbeTasks.message(Map.of(), "exitJvm", List.of(3, SECRET)));
      breakTheConnection(service);
      String page = scrape(service);
      service.probe(Map.of("callbacks", List.of(Map.of("task", name))), "say", "all has happened");
      service.probe().await("all has happened");

      assertTrue(page.contains("dispatcher_limit_hits_total{limit=\"message_nesting\"}"), page);
      assertSilent(page);
      for (ProcessHandle worker : service.awaitChildren(1)) {
        assertTrue(commandLine(worker.pid()).contains("WorkerMain"));
        assertSilent(commandLine(worker.pid()));
      }
      assertSilent(commandLine(service.pid()));
      assertSilent(threadNames(service.pid()));
      service.signalGroup("TERM");
      assertEquals(0, service.exitCode());
      String output = service.output();
      for (String happened : HAPPENED) {
        assertTrue(output.contains(happened), () -> "not in the output: " + happened + output);
      }
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

  private static Map<String, Object> configuration() {
    Map<String, Object> service =
        Map.of(
            "pool_kwargs",
            Map.of("max_workers", 1, "cancel_wait", 0.2, "max_queued", 15),
            "main_kwargs",
            Map.of(
                "max_message_bytes", 1_500,
                "max_message_nesting", 10,
                "max_number_length", 20,
                "chunk_message_timeout_seconds", 0.5),
            "metrics_kwargs",
            Map.of("port", 0));
    return Map.of("service", service);
  }

  private static void sendRaw(ServiceProcess service, byte[] line) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(service.socket()))) {
      client.write(ByteBuffer.wrap(line));
    }
  }

  /** The connections of this service alone, as an administrator would. */
  private static void breakTheConnection(ServiceProcess service) throws Exception {
    TestPostgres.shared().terminate(service.channel());
    ServiceProcess.await("a new connection")
        .until(() -> service.output().split("pg_notify-producer is listening", -1).length > 2);
  }

  private static String scrape(ServiceProcess service) throws Exception {
    Matcher address = Pattern.compile("http://\\S+/metrics").matcher(service.output());
    assertTrue(address.find());
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(address.group() + "?" + SECRET))
              .header("x-secret", SECRET)
              .build(),
          BodyHandlers.discarding());
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address.group())).build(), BodyHandlers.ofString())
          .body();
    }
  }

  private static String commandLine(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
  }

  private static String threadNames(long pid) throws IOException {
    StringBuilder names = new StringBuilder();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        names.append(Files.readString(thread.resolve("comm")));
      }
    }
    return names.toString();
  }

  private static void assertSilent(String text) {
    assertFalse(text.contains(SECRET), text);
    // A server that the developer names may need none; the one that tests start does.
    ConnectionParameters.parse(TestPostgres.shared().conninfo())
        .password()
        .ifPresent(password -> assertFalse(text.contains(password.reveal()), text));
  }
}
