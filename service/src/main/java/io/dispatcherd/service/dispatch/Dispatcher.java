package io.dispatcherd.service.dispatch;

import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.ServiceLimits;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.ChunkFormatException;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.processors.Delayer;
import io.dispatcherd.processors.Handling;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.producers.Arrival;
import io.dispatcherd.service.control.ControlExecutor;
import io.dispatcherd.service.control.ReplyText;
import io.dispatcherd.service.control.ReplyTo;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.loop.Event;
import io.dispatcherd.service.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when something happens: one small method for each kind of event. It owns all state
 * of the service; the event loop lets in one thread at a time, its own or one that delivers an
 * event.
 */
public final class Dispatcher implements EventLoop.Owner {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final EventLoop loop;
  private final TaskIntake intake;
  private final TaskFlow flow;
  private final WorkerPool pool;
  private final ChunkAssembler chunks;
  private final ControlExecutor executor;
  private final ServiceState view;
  private final ShutdownSequence shutdown;
  private final Wants wants;
  private final ServiceLimits limits;
  private final ReplyText replyText;

  /** Commands that are to be carried out later; nobody gets a reply to them. */
  private final Delayer<DelayedCommand> delayedCommands = new Delayer<>();

  /** Who is to be told when no task runs or could. */
  private final List<Event.AwaitIdle> awaitingIdle = new ArrayList<>();

  public Dispatcher(
      EventLoop loop,
      ServiceParts state,
      ControlExecutor executor,
      ServiceState view,
      ServiceLimits limits) {
    this.loop = loop;
    this.limits = limits;
    replyText = new ReplyText(limits.commands().replyBytes(), state.hits());
    this.executor = executor;
    this.view = view;
    intake = state.intake();
    flow = state.flow();
    pool = state.pool();
    chunks = state.chunks();
    shutdown = state.shutdown();
    wants = state.wants();
  }

  @Override
  public void handle(Event event, Instant now) {
    switch (event) {
      case Event.Received it -> received(it.message(), it.arrival(), now);
      case Event.Malformed it -> malformed(it, now);
      case Event.Lost it -> flow.lost(Set.copyOf(it.arrivals()), pool, now);
      case Event.Cancelled it -> flow.cancelled(Set.copyOf(it.arrivals()), pool, now);
      case Event.Submitted it -> submitted(it.message(), now);
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
    delayedCommands.due(now).forEach(this::executeDelayed);
    chunks.expire(now);
    pool.tick(now);
    shutdown.tick(now);
  }

  @Override
  public void afterEvents(Instant now) {
    if (shutdown.hasBegun()) {
      giveBack();
    } else {
      flow.dispatch(pool, now);
    }
    pool.flush(); // What workers can begin with comes before all else.
    pool.scaleUp(flow.ready(), now);
    pool.flush();
    wants.publish(shutdown.isAhead(), now);
    if (isDone()) {
      awaitingIdle.forEach(Event.AwaitIdle::missed);
      pool.stuck().forEach(Dispatcher::leftBehind);
    } else if (!shutdown.hasBegun() && flow.isIdle() && !pool.isBusy()) {
      long received = intake.counts().received() - intake.counts().control();
      awaitingIdle.forEach(waiting -> waiting.received().complete(received));
      awaitingIdle.clear();
    }
  }

  /** What has not been begun when the service stops is not begun any more. */
  private void giveBack() {
    flow.abandon();
    chunks.release();
    for (DelayedCommand command : delayedCommands.removeAll(command -> true)) {
      command.delivery().acknowledge(Acknowledgement.Released.AT_ONCE);
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
    next = earlier(next, wants.until());
    next = earlier(next, flow.nextDeadline().orElse(Instant.MAX));
    next = earlier(next, chunks.nextExpiry().orElse(Instant.MAX));
    return earlier(next, delayedCommands.nextDeadline().orElse(Instant.MAX));
  }

  @Override
  public boolean isDone() {
    return shutdown.isDone();
  }

  private void received(Message message, Arrival arrival, Instant now) {
    arrival.source().credit().decided();
    if (message instanceof Chunk chunk) {
      assemble(chunk, arrival, now);
    } else {
      whole(message, arrival, arrival, now);
    }
  }

  /**
   * A whole message is here.
   *
   * @param last what it came with, or the last part of it
   * @param delivery where to report what becomes of it: all of its parts
   */
  private void whole(Message message, Arrival last, Acknowledgeable delivery, Instant now) {
    switch (message) {
      case ControlMessage command -> command(command, last, delivery, now);
      case TaskMessage task -> {
        intake.countReceived();
        take(task.withChannel(last.delivery().channel()), delivery, handlingOf(last), now);
      }
      case Chunk chunk -> throw new IllegalStateException("not whole: " + chunk);
    }
  }

  private static Handling handlingOf(Arrival arrival) {
    return arrival.isKept()
        ? new Handling(
            true,
            arrival.source().seesTo(BrokerCapability.DELAYS),
            arrival.source().seesTo(BrokerCapability.DUPLICATES),
            Optional.of(new KeptArrival(arrival)))
        : Handling.OURS;
  }

  /** Its end is reported when it has been carried out, which may be later. */
  private void command(
      ControlMessage command, Arrival arrival, Acknowledgeable delivery, Instant now) {
    intake.countControl();
    if (command.delay().isPresent()) {
      delay(new DelayedCommand(command, delivery), now);
      return;
    }
    executor.execute(command, view, replyTo(command, arrival));
    delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
  }

  private void assemble(Chunk chunk, Arrival arrival, Instant now) {
    switch (chunks.add(chunk, arrival, now)) {
      case ChunkAssembler.Incomplete incomplete -> {}
      case ChunkAssembler.Late late -> {} // Its message has been counted as refused.
      case ChunkAssembler.Errored errored -> intake.countRefused();
      case ChunkAssembler.Complete complete -> {
        Message whole;
        try {
          whole = MessageDecoder.decode(complete.object());
        } catch (MessageFormatException e) {
          intake.refused(String.valueOf(e.getMessage()), e);
          complete.deliveries().acknowledge(malformed(e));
          return;
        }
        whole(whole, arrival, complete.deliveries(), now);
      }
    }
  }

  private void malformed(Event.Malformed it, Instant now) {
    it.arrival().source().credit().decided();
    if (it.problem() instanceof ChunkFormatException chunk) {
      chunks.errored(chunk.messageId(), now);
    }
    String channel = it.arrival().delivery().channel();
    intake.refused("message on " + channel + ": " + it.problem().getMessage(), it.problem());
    it.arrival().acknowledge(it.why());
  }

  private static Acknowledgement malformed(MessageFormatException problem) {
    return new Acknowledgement.Rejected(
        Acknowledgement.Reason.MALFORMED, String.valueOf(problem.getMessage()));
  }

  private void submitted(TaskMessage message, Instant now) {
    intake.countReceived();
    take(intake.withDefaults(message), Acknowledgeable.NONE, Handling.OURS, now);
  }

  private void take(TaskMessage message, Acknowledgeable delivery, Handling handling, Instant now) {
    try {
      intake.take(message, delivery, handling, now);
    } catch (TaskRefusedException e) {
      try (LogContext lines = LogContext.of(message)) {
        intake.refused(String.valueOf(e.getMessage()), e);
      }
      delivery.acknowledge(e.rejected());
    }
  }

  /** A command of somebody who isn't behind a broker. */
  private void execute(ControlMessage command, ReplyTo replyTo, Instant now) {
    if (command.delay().isPresent()) {
      delay(new DelayedCommand(command, Acknowledgeable.NONE), now);
    } else {
      executor.execute(command, view, replyTo);
    }
  }

  private void delay(DelayedCommand delayed, Instant now) {
    if (delayedCommands.size() < limits.commands().delayed()) {
      Duration delay = delayed.command().delay().orElse(Duration.ZERO);
      delayedCommands.add(delayed, now.plus(delay));
      return;
    }
    String why =
        "%s, %d commands are delayed already".formatted(delayed.command(), delayedCommands.size());
    intake.refused(why, Limit.DELAYED_COMMANDS);
    delayed
        .delivery()
        .acknowledge(new Acknowledgement.Rejected(Acknowledgement.Reason.NO_ROOM, why));
  }

  private void executeDelayed(DelayedCommand delayed) {
    try {
      executor.execute(delayed.command(), view, ReplyTo.NOBODY);
    } finally {
      delayed.delivery().acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
    }
  }

  private void said(int workerId, FromWorker frame, Instant now) {
    switch (frame) {
      case FromWorker.Ask ask -> asked(workerId, ask, now);
      case FromWorker.Submit submit -> submitted(workerId, submit, now);
      case FromWorker.AskStep ask -> askedStep(workerId, ask);
      default -> pool.said(workerId, frame, now);
    }
  }

  /** Whatever goes wrong, the worker gets an answer: its task waits for it. */
  private void asked(int workerId, FromWorker.Ask ask, Instant now) {
    ReplyTo asker = reply -> answer(workerId, ask.request(), reply);
    ControlMessage command;
    try {
      Map<?, ?> data = Json.parse(ask.data()) instanceof Map<?, ?> object ? object : Map.of();
      @SuppressWarnings("unchecked") // Json.parse makes no maps with other keys
      Map<String, ?> named = (Map<String, ?>) data;
      command = ControlMessage.of(ask.command(), named, null);
    } catch (MessageFormatException e) {
      asker.send(Map.of("error", String.valueOf(e.getMessage())));
      return;
    } catch (RuntimeException | Error e) {
      asker.failed(e);
      throw e;
    }
    execute(command, asker, now);
  }

  private void submitted(int workerId, FromWorker.Submit submit, Instant now) {
    Optional<FollowUps.Kept> keeper =
        submit.kept().flatMap(options -> FollowUps.keeper(pool, workerId, options));
    if (keeper.isPresent()) {
      submitKept(workerId, submit, keeper.get());
      return;
    }
    String submitter = "submitted on worker " + workerId;
    Map<String, Object> reply = Map.of("error", "the service failed, see its log");
    try {
      TaskMessage message = TaskMessage.fromJson(submit.message(), limits.message());
      reply = Map.of("ack", intake.takeOrSayWhyNot(message, submitter, now).fields());
    } catch (TaskRefusedException e) {
      reply = Map.of("error", String.valueOf(e.getMessage()));
    } catch (MessageFormatException e) {
      intake.refused(submitter + ": " + e.getMessage(), e);
      reply = Map.of("error", String.valueOf(e.getMessage()));
    } finally {
      pool.answer(workerId, new ToWorker.Answer(submit.request(), replyText.of(reply)));
    }
  }

  /** The broker answers on a thread of its own, when it has the work. */
  private void submitKept(int workerId, FromWorker.Submit submit, FollowUps.Kept keeper) {
    intake.countReceived();
    var unused =
        keeper
            .submit(submit.message(), limits.message())
            .whenComplete(
                (ack, failure) ->
                    answer(workerId, submit.request(), FollowUps.reply(ack, failure)));
  }

  /** The broker answers on a thread of its own. */
  private void askedStep(int workerId, FromWorker.AskStep ask) {
    var unused =
        FollowUps.step(pool, workerId, ask.run(), ask.what())
            .thenAccept(reply -> answer(workerId, ask.request(), reply));
  }

  /** Any thread: a slow command ends on one of its own. */
  private void answer(int workerId, long request, Map<String, ?> reply) {
    loop.post(new Event.Answered(workerId, new ToWorker.Answer(request, replyText.of(reply))));
  }

  private ReplyTo replyTo(ControlMessage command, Arrival arrival) {
    String channel = command.replyTo();
    if (channel == null) {
      return ReplyTo.NOBODY;
    }
    return reply -> arrival.reply(channel, replyText.of(reply));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
