package io.dispatcherd.service.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.ControlMessage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlExecutorTest {
  private static final ServiceState NOTHING =
      (ServiceState)
          Proxy.newProxyInstance(
              ServiceState.class.getClassLoader(),
              new Class<?>[] {ServiceState.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("nobody looks");
              });

  private record Failing(RuntimeException failure) implements ControlCommand {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public Map<String, @Nullable Object> run(
        ServiceState service, Map<String, @Nullable Object> data) {
      throw failure;
    }
  }

  @Test
  void aCommandThatDoesNotExistIsAnsweredAsAnError() {
    assertEquals(
        Map.of("error", "No control method nonsense", "node_id", "node-a"),
        reply("nonsense", new IllegalStateException()));
  }

  @Test
  void whatIsWrongWithTheArgumentsIsTheAnswer() {
    assertEquals(
        Map.of("error", "limit must be a number", "node_id", "node-a"),
        reply("failing", new IllegalArgumentException("limit must be a number")));
  }

  @Test
  void anExceptionInsideACommandIsAnsweredWithoutWhatItSays() {
    assertEquals(
        Map.of("error", "failing failed in the service, see its log", "node_id", "node-a"),
        reply("failing", new IllegalStateException("holds a secret")));
  }

  @Test
  void oneSlowCommandTooManyIsAnsweredWithAnErrorAndCounted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    LimitHits hits = new LimitHits();
    ControlExecutor executor = new ControlExecutor(List.of(new Slow(end)), "node-a", 1, hits);
    ControlMessage command = ControlMessage.of("slow", Map.of(), null);
    Replies refused = new Replies();

    executor.execute(command, NOTHING, reply -> ended.countDown());
    executor.execute(command, NOTHING, refused);

    assertEquals(
        Map.of(
            "error", "1 slow commands are running already; ask again later", "node_id", "node-a"),
        refused.last);
    assertEquals(1, hits.count(Limit.SLOW_COMMANDS));
    end.countDown();
    assertTrue(ended.await(30, TimeUnit.SECONDS));
    Awaitility.await()
        .until(
            () -> {
              CountDownLatch answered = new CountDownLatch(1);
              Replies again = new Replies();
              executor.execute(
                  command,
                  NOTHING,
                  reply -> {
                    again.send(reply);
                    answered.countDown();
                  });
              answered.await();
              return again.last.equals(Map.of("node_id", "node-a"));
            });
  }

  private record Slow(CountDownLatch end) implements ControlCommand {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public boolean isSlow() {
      return true;
    }

    @Override
    public Map<String, @Nullable Object> run(
        ServiceState service, Map<String, @Nullable Object> data) {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Map.of();
    }
  }

  private static Map<String, @Nullable Object> reply(String command, RuntimeException failure) {
    Replies replies = new Replies();
    new ControlExecutor(List.of(new Failing(failure)), "node-a", 1, new LimitHits())
        .execute(ControlMessage.of(command, Map.of(), null), NOTHING, replies);
    return replies.last;
  }

  private static final class Replies implements ReplyTo {
    private Map<String, @Nullable Object> last = Map.of();

    @Override
    public void send(Map<String, @Nullable Object> reply) {
      last = reply;
    }
  }
}
