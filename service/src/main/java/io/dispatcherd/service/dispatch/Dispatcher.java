package io.dispatcherd.service.dispatch;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.ChunkFormatException;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.Settlement;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.processors.Delayer;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.service.control.ControlDesk;
import io.dispatcherd.service.control.ReplyText;
import io.dispatcherd.service.control.ReplyTo;
import io.dispatcherd.service.control.ServiceView;
import io.dispatcherd.service.loop.Event;
import io.dispatcherd.service.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when something happens: one small method for each kind of event. All state of the
 * service hangs here, and only the event loop's thread comes here.
 */
public final class Dispatcher implements EventLoop.Owner {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final EventLoop loop;
  private final TaskIntake intake;
  private final TaskFlow flow;
  private final WorkerPool pool;
  private final ChunkAssembler chunks;
  private final ControlDesk desk;
  private final ServiceView view;
  private final ShutdownSequence shutdown;
  private final ServiceLimits limits;
  private final ReplyText replyText;

  /** Commands that are to be carried out later; nobody gets a reply to them. */
  private final Delayer<ControlMessage> delayedCommands = new Delayer<>();

  /** Who is to be told when no task runs or could. */
  private final List<Event.AwaitIdle> awaitingIdle = new ArrayList<>();

  public Dispatcher(
      EventLoop loop,
      ServiceState state,
      ControlDesk desk,
      ServiceView view,
      ServiceLimits limits) {
    this.loop = loop;
    this.limits = limits;
    replyText = new ReplyText(limits.commands().replyBytes(), state.hits());
    this.desk = desk;
    this.view = view;
    intake = state.intake();
    flow = state.flow();
    pool = state.pool();
    chunks = state.chunks();
    shutdown = state.shutdown();
  }

  @Override
  public void handle(Event event, Instant now) {
    switch (event) {
      case Event.Received it -> received(it.message(), it.delivery(), it.delivery(), now);
      case Event.Malformed it -> malformed(it.problem(), it.delivery(), now);
      case Event.Submitted it -> take(intake.withDefaults(it.message()), Settlement.NONE, now);
      case Event.Asked it -> execute(it.command(), it.replyTo(), now);
      case Event.Read it -> it.question().ask(view);
      case Event.WorkerSpawned it -> pool.spawned(it.workerId(), it.pid());
      case Event.WorkerSaid it -> said(it.workerId(), it.frame(), now);
      case Event.WorkerGone it -> pool.gone(it.workerId(), it.exit(), now);
      case Event.Answered it -> pool.answer(it.workerId(), it.answer());
      case Event.ClockChanged it -> {} // Every event has the loop look at the clock.
      case Event.AwaitIdle it -> awaitingIdle.add(it);
      case Event.StopAhead it -> shutdown.announce();
      case Event.Stop it -> shutdown.stop(it.atOnce(), now);
    }
  }

  @Override
  public void tick(Instant now) {
    flow.tick(now);
    delayedCommands.due(now).forEach(command -> desk.execute(command, view, ReplyTo.NOBODY));
    chunks.expire(now);
    pool.tick(now);
    shutdown.tick(now);
  }

  @Override
  public void settle(Instant now) {
    if (shutdown.hasBegun()) {
      flow.abandon();
    } else {
      flow.dispatch(pool, now);
    }
    pool.flush(); // What workers can begin with comes before all else.
    pool.scaleUp(flow.ready(), now);
    pool.flush();
    if (isDone()) {
      awaitingIdle.forEach(Event.AwaitIdle::missed);
      pool.stuck().forEach(Dispatcher::leftBehind);
    } else if (!shutdown.hasBegun() && flow.isIdle() && !pool.isBusy()) {
      long received = intake.counts().received() - intake.counts().control();
      awaitingIdle.forEach(waiting -> waiting.received().complete(received));
      awaitingIdle.clear();
    }
  }

  private static void leftBehind(PendingTask task) {
    try (LogContext lines = LogContext.of(task.message())) {
      log.warn("Left behind, doesn't stop: {}", task);
    }
  }

  @Override
  public Instant nextDeadline() {
    Instant next = earlier(pool.nextDeadline(), shutdown.nextDeadline());
    next = earlier(next, flow.nextDeadline().orElse(Instant.MAX));
    next = earlier(next, chunks.nextExpiry().orElse(Instant.MAX));
    return earlier(next, delayedCommands.nextDeadline().orElse(Instant.MAX));
  }

  @Override
  public boolean isDone() {
    return shutdown.isDone();
  }

  private void received(Message message, Delivery delivery, Settlement settlement, Instant now) {
    switch (message) {
      case Chunk chunk -> assemble(chunk, delivery, now);
      case ControlMessage command -> {
        intake.countControl();
        execute(command, replyTo(command, delivery), now);
        settlement.settle(Outcome.DONE);
      }
      case TaskMessage task -> take(task.withChannel(delivery.channel()), settlement, now);
    }
  }

  private void assemble(Chunk chunk, Delivery delivery, Instant now) {
    switch (chunks.add(chunk, delivery, now)) {
      case ChunkAssembler.Incomplete incomplete -> {}
      case ChunkAssembler.Late late -> {} // Its message has been counted as refused.
      case ChunkAssembler.Errored errored -> intake.countRefused();
      case ChunkAssembler.Complete complete -> {
        Message whole;
        try {
          whole = MessageDecoder.decode(complete.object());
        } catch (MessageFormatException e) {
          refuse(String.valueOf(e.getMessage()), e, complete.settlement());
          return;
        }
        received(whole, delivery, complete.settlement(), now);
      }
    }
  }

  private void malformed(MessageFormatException problem, Delivery delivery, Instant now) {
    if (problem instanceof ChunkFormatException chunk) {
      chunks.errored(chunk.messageId(), now);
    }
    refuse("message on " + delivery.channel() + ": " + problem.getMessage(), problem, delivery);
  }

  private void take(TaskMessage message, Settlement settlement, Instant now) {
    intake.countReceived();
    try {
      intake.take(message, settlement, now);
    } catch (TaskRefusedException e) {
      try (LogContext lines = LogContext.of(message)) {
        refuse(String.valueOf(e.getMessage()), e, settlement);
      }
    }
  }

  private void refuse(String why, IllegalArgumentException problem, Settlement settlement) {
    intake.refused(why, problem);
    settlement.settle(Outcome.REFUSED);
  }

  private void execute(ControlMessage command, ReplyTo replyTo, Instant now) {
    Optional<Duration> delay = command.delay();
    if (delay.isEmpty()) {
      desk.execute(command, view, replyTo);
    } else if (delayedCommands.size() < limits.commands().delayed()) {
      delayedCommands.add(command, now.plus(delay.get()));
    } else {
      intake.refused(
          "%s, %d commands are delayed already".formatted(command, delayedCommands.size()),
          Limit.DELAYED_COMMANDS);
    }
  }

  private void said(int workerId, FromWorker frame, Instant now) {
    switch (frame) {
      case FromWorker.Ask ask -> asked(workerId, ask, now);
      case FromWorker.Submit submit -> submitted(workerId, submit, now);
      default -> pool.said(workerId, frame, now);
    }
  }

  private void asked(int workerId, FromWorker.Ask ask, Instant now) {
    ReplyTo asker = reply -> answer(workerId, ask.request(), reply);
    Map<?, ?> data = Json.parse(ask.data()) instanceof Map<?, ?> object ? object : Map.of();
    @SuppressWarnings("unchecked") // Json.parse makes no maps with other keys
    Map<String, ?> named = (Map<String, ?>) data;
    execute(ControlMessage.of(ask.command(), named, null), asker, now);
  }

  private void submitted(int workerId, FromWorker.Submit submit, Instant now) {
    String submitter = "submitted on worker " + workerId;
    Map<String, Object> reply;
    try {
      TaskMessage message = TaskMessage.fromJson(submit.message(), limits.message());
      reply = Map.of("ack", intake.takeOrSayWhyNot(message, submitter, now).fields());
    } catch (TaskRefusedException e) {
      reply = Map.of("error", String.valueOf(e.getMessage()));
    } catch (MessageFormatException e) {
      intake.refused(submitter + ": " + e.getMessage(), e);
      reply = Map.of("error", String.valueOf(e.getMessage()));
    }
    answer(workerId, submit.request(), reply);
  }

  private void answer(int workerId, long request, Map<String, ?> reply) {
    loop.post(new Event.Answered(workerId, new ToWorker.Answer(request, replyText.of(reply))));
  }

  private ReplyTo replyTo(ControlMessage command, Delivery delivery) {
    String channel = command.replyTo();
    if (channel == null) {
      return ReplyTo.NOBODY;
    }
    return reply -> delivery.reply(channel, replyText.of(reply));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
