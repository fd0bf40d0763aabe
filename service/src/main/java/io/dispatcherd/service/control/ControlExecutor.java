package io.dispatcherd.service.control;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.threads.VirtualThreads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries commands out and answers them. Used on the event loop. */
public final class ControlExecutor {
  private static final Logger log = LoggerFactory.getLogger(ControlExecutor.class);

  private final Map<String, ControlCommand> commands;
  private final String nodeId;
  private final int maxSlow;
  private final LimitHits hits;

  /** Slow commands that run now; they end on threads of their own. */
  private final AtomicInteger slow = new AtomicInteger();

  /**
   * @param maxSlow how many slow commands may run at once
   */
  public ControlExecutor(
      List<ControlCommand> commands, String nodeId, int maxSlow, LimitHits hits) {
    this.maxSlow = maxSlow;
    this.hits = hits;
    this.commands =
        commands.stream().collect(Collectors.toMap(ControlCommand::name, Function.identity()));
    this.nodeId = nodeId;
  }

  public ControlCommand command(String name) {
    ControlCommand command = commands.get(name);
    if (command == null) {
      throw new IllegalArgumentException("No control method " + name);
    }
    return command;
  }

  public void execute(ControlMessage message, ServiceState service, ReplyTo replyTo) {
    ControlCommand command = commands.get(message.command());
    if (command == null) {
      send(message, reply(message, service), replyTo);
    } else if (command.isSlow()) {
      slowly(command, replyTo, () -> send(message, reply(message, service), replyTo));
    } else {
      Map<String, @Nullable Object> reply = reply(message, service);
      rest(command, message, service, reply)
          .ifPresentOrElse(
              rest ->
                  slowly(
                      command,
                      replyTo,
                      () -> {
                        reply.putAll(rest.get());
                        send(message, reply, replyTo);
                      }),
              () -> send(message, reply, replyTo));
    }
  }

  private static Optional<Supplier<Map<String, @Nullable Object>>> rest(
      ControlCommand command,
      ControlMessage message,
      ServiceState service,
      Map<String, @Nullable Object> reply) {
    return reply.containsKey("error")
        ? Optional.empty()
        : command.rest(service, message.data(), reply);
  }

  private void slowly(ControlCommand command, ReplyTo replyTo, Runnable work) {
    if (slow.get() >= maxSlow) {
      String error = "%d slow commands are running already; ask again later".formatted(maxSlow);
      hits.hit(Limit.SLOW_COMMANDS, "Refused command %s: %s".formatted(command.name(), error));
      replyTo.send(Map.of("error", error, "node_id", nodeId));
      return;
    }
    slow.incrementAndGet();
    VirtualThreads.named("control-" + command.name())
        .newThread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                log.error("Control {} failed", command.name(), e);
                replyTo.failed(e);
              } finally {
                slow.decrementAndGet();
              }
            })
        .start();
  }

  /** The sender is answered, whatever goes wrong. */
  private static void send(
      ControlMessage message, Map<String, @Nullable Object> reply, ReplyTo replyTo) {
    try {
      replyTo.send(reply);
    } catch (RuntimeException | Error e) {
      log.error("The reply to control {} failed", message.command(), e);
      replyTo.failed(e);
    }
  }

  private Map<String, @Nullable Object> reply(ControlMessage message, ServiceState service) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    try {
      reply.putAll(command(message.command()).run(service, message.data()));
    } catch (IllegalArgumentException e) {
      // The text may quote an argument: that is for the client alone.
      log.debug("Control {} was asked with wrong arguments", message.command());
      reply.put("error", e.getMessage());
    } catch (RuntimeException | Error e) {
      log.error("Control {} failed", message.command(), e);
      reply.put("error", "%s failed in the service, see its log".formatted(message.command()));
    }
    reply.put("node_id", nodeId);
    return reply;
  }
}
