package io.dispatcherd.service;

import io.dispatcherd.messages.ControlMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries commands out and answers them. Used on the event loop. */
final class ControlDesk {
  private static final Logger log = LoggerFactory.getLogger(ControlDesk.class);

  private final Map<String, ControlCommand> commands;
  private final String nodeId;

  ControlDesk(List<ControlCommand> commands, String nodeId) {
    this.commands =
        commands.stream().collect(Collectors.toMap(ControlCommand::name, Function.identity()));
    this.nodeId = nodeId;
  }

  ControlCommand command(String name) {
    ControlCommand command = commands.get(name);
    if (command == null) {
      throw new IllegalArgumentException("No control method " + name);
    }
    return command;
  }

  void execute(ControlMessage message, ServiceView service, ReplyTo replyTo) {
    ControlCommand command = commands.get(message.command());
    if (command != null && command.isSlow()) {
      Thread.ofVirtual()
          .name("control-" + command.name())
          .start(() -> replyTo.send(reply(message, service)));
    } else {
      replyTo.send(reply(message, service));
    }
  }

  private Map<String, @Nullable Object> reply(ControlMessage message, ServiceView service) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    try {
      reply.putAll(command(message.command()).run(service, message.data()));
    } catch (IllegalArgumentException e) {
      log.debug("Control {}: {}", message.command(), e.getMessage());
      reply.put("error", e.getMessage());
    } catch (RuntimeException e) {
      log.error("Control {} failed", message.command(), e);
      reply.put("error", "%s failed in the service, see its log".formatted(message.command()));
    }
    reply.put("node_id", nodeId);
    return reply;
  }
}
