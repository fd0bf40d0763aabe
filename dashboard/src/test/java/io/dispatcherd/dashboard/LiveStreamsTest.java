package io.dispatcherd.dashboard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.dashboard.access.Access;
import io.dispatcherd.dashboard.access.Right;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.pages.QueuesPage;
import io.dispatcherd.dashboard.web.Answer;
import io.dispatcherd.dashboard.web.Origins;
import io.dispatcherd.dashboard.web.Route;
import io.dispatcherd.dashboard.web.WebApplication;
import io.dispatcherd.dashboard.web.WebOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages that are brought up to date while they are open. */
@Tag("functional")
class LiveStreamsTest {
  private static final int MOST = 32;
  private static final AtomicInteger READS = new AtomicInteger();
  private static volatile boolean isAway;

  private static WebApplication application;
  private static WebApplication crowd;
  private static ServedDashboard served;
  private static ServedDashboard crowded;

  @BeforeAll
  static void serve() throws Exception {
    Route queues =
        Route.live(
            "queues",
            Right.VIEW,
            request -> {
              READS.incrementAndGet();
              if (isAway) {
                throw new SQLException("away");
              }
              return Answer.page(new QueuesPage(List.of()));
            });
    application = application(MOST, queues);
    served = serve(application);
    crowd = application(1_000, queues);
    crowded = serve(crowd);
  }

  private static WebApplication application(int most, Route page) {
    WebOptions options =
        new WebOptions(
            Optional.of("/"),
            Optional.empty(),
            Origins.of(List.of(), Optional.empty()),
            Optional.empty(),
            most);
    return new WebApplication(options, Access.ofThisMachine(Role.VIEWER), List.of(page));
  }

  private static ServedDashboard serve(WebApplication shown) throws Exception {
    return ServedDashboard.of(ServedDashboard.newSchema(), new DashboardServlet(shown, () -> {}));
  }

  @BeforeEach
  void nobodyLooks() {
    await().until(() -> application.viewers() == 0);
  }

  @AfterAll
  static void stop() throws Exception {
    crowded.close();
    served.close();
  }

  @Test
  void pageIsReadOncePerTickForAllViewersAndMoreThanTheMostAreRefusedInWords() throws Exception {
    Socket[] viewers = new Socket[MOST];
    try {
      for (int number = 0; number < MOST; number++) {
        viewers[number] = open(served);
      }
      await().until(() -> application.viewers() == MOST);
      assertEquals(503, served.get("/events?page=queues").statusCode());
      assertEquals(200, served.get("/queues").statusCode());
      int before = READS.get();
      for (Socket viewer : viewers) {
        assertTrue(next(viewer, "data: <div id=\"content\""));
      }
      assertTrue(READS.get() - before <= 2, "reads: " + (READS.get() - before));
    } finally {
      for (Socket viewer : viewers) {
        viewer.close();
      }
    }
    await().until(() -> application.viewers() == 0);
  }

  @Test
  void thousandStreamsThatAreDroppedLeaveNothingBehind() throws Exception {
    Socket[] viewers = new Socket[1_000];
    for (int number = 0; number < viewers.length; number++) {
      viewers[number] = open(crowded);
    }
    await().until(() -> crowd.viewers() == viewers.length);
    for (Socket viewer : viewers) {
      viewer.setSoLinger(true, 0);
      viewer.close();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> crowd.viewers() == 0);
    await().until(() -> crowded.connections() == 0);
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("dashboard-ticks")));
  }

  @Test
  void pageSaysSinceWhenNothingAnswersAndComesBack() throws Exception {
    try (Socket viewer = open(served)) {
      assertTrue(next(viewer, "data: <div id=\"content\""));
      isAway = true;
      assertEquals(503, served.get("/queues").statusCode());
      assertTrue(served.get("/queues").body().contains("No answer since"));
      isAway = false;
      await().until(() -> served.get("/queues").statusCode() == 200);
    } finally {
      isAway = false;
    }
  }

  private static Socket open(ServedDashboard served) throws IOException {
    Socket socket = new Socket(served.address().getAddress(), served.port());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            "GET /events?page=queues HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static boolean next(Socket socket, String line) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    return reader.lines().anyMatch(read -> read.startsWith(line));
  }
}
