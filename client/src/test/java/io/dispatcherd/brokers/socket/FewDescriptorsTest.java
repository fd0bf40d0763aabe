package io.dispatcherd.brokers.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that may open no more files can't let clients in, for as long as that lasts. */
@Tag("functional")
@Timeout(120)
class FewDescriptorsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aClientWaitsUntilThereAreDescriptorsAgainWithOneLineOfTheLogAndAServerAtRest()
      throws Exception {
    Path socket = folder.resolve("socket");
    Files.createFile(folder.resolve("file"));
    Process program = start(socket);
    List<String> output = new ArrayList<>();
    try (BufferedReader lines = program.inputReader(StandardCharsets.UTF_8)) {
      Awaitility.await().until(() -> Files.exists(socket));
      send(socket, "{}\n").close();
      awaitLine(lines, "FULL 1", output);
      try (SocketChannel client = send(socket, "{}\n")) {
        String busy = awaitLine(lines, "BUSY", output);
        assertEquals("RECEIVED 0", awaitLine(lines, "RECEIVED", output));
        assertEquals("RECEIVED 1", awaitLine(lines, "RECEIVED", output));
        assertTrue(client.isOpen());

        long complaints = output.stream().filter(line -> line.contains("let a client")).count();
        assertEquals(1, complaints, output::toString);
        assertTrue(Long.parseLong(busy.substring("BUSY ".length())) < 1_000, busy);
      }
    } finally {
      program.destroyForcibly();
    }
  }

  private static Process start(Path socket) throws Exception {
    return new ProcessBuilder(
            "bash",
            "-c",
            "ulimit -n 200 && exec \"$@\"",
            "bash",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            FewDescriptors.class.getName(),
            socket.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static SocketChannel send(Path socket, String text) throws Exception {
    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    return client;
  }

  private static String awaitLine(BufferedReader lines, String start, List<String> output)
      throws Exception {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output.add(line);
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("no line " + start + " in " + output);
  }
}
