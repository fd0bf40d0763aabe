package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.ControlMessage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlDeskTest {
  private static final ServiceView NOTHING =
      (ServiceView)
          Proxy.newProxyInstance(
              ServiceView.class.getClassLoader(),
              new Class<?>[] {ServiceView.class},
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
        ServiceView service, Map<String, @Nullable Object> data) {
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

  private static Map<String, @Nullable Object> reply(String command, RuntimeException failure) {
    Replies replies = new Replies();
    new ControlDesk(List.of(new Failing(failure)), "node-a")
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
