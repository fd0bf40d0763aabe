package io.dispatcherd.service.loop;

import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.worker.WorkerExit;
import io.dispatcherd.producers.Arrival;
import io.dispatcherd.service.control.ReplyTo;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Everything that can happen to a service. The event loop takes one after the other. */
public sealed interface Event {
  /** Called on any thread when it waits no longer, before it is handled or missed. */
  default void taken() {}

  /** Called instead of being handled, on any thread, when the service has stopped. */
  default void missed() {}

  /** Called when handling it has thrown, so that whoever waits for its end hears of it. */
  default void failed(Throwable bug) {}

  /** Whether the event comes from outside and is subject to back-pressure. */
  default boolean isFromOutside() {
    return false;
  }

  /** A message, or a chunk of one, came over a broker. */
  record Received(Message message, Arrival arrival) implements Event {
    @Override
    public void missed() {
      if (message instanceof TaskMessage task && !arrival.isKept()) {
        LateTasks.name(task);
      }
      arrival.acknowledge(Acknowledgement.Released.AT_ONCE);
    }

    @Override
    public void failed(Throwable bug) {
      arrival.acknowledge(new Acknowledgement.Failed("the service failed: " + bug));
    }

    @Override
    public boolean isFromOutside() {
      return true;
    }
  }

  /** Something came over a broker that is no message. */
  record Malformed(MessageFormatException problem, Acknowledgement.Rejected why, Arrival arrival)
      implements Event {
    @Override
    public void missed() {
      arrival.acknowledge(why);
    }

    @Override
    public void failed(Throwable bug) {
      arrival.acknowledge(why);
    }

    @Override
    public boolean isFromOutside() {
      return true;
    }
  }

  /** What came isn't this service's any more. */
  record Lost(List<Arrival> arrivals) implements Event {}

  /** A producer of the service made a task. */
  record Submitted(TaskMessage message) implements Event {
    @Override
    public void missed() {
      LateTasks.name(message);
    }
  }

  /** Somebody who isn't behind a broker asks a command: the program itself. */
  record Asked(ControlMessage command, ReplyTo replyTo) implements Event {
    @Override
    public void missed() {
      replyTo.abandon();
    }

    @Override
    public void failed(Throwable bug) {
      replyTo.failed(bug);
    }
  }

  /** Another thread wants to know something of the state. */
  record Read(LoopQueries.StateQuery<?> question) implements Event {
    @Override
    public void missed() {
      question.abandon();
    }

    @Override
    public void failed(Throwable bug) {
      question.failed(bug);
    }
  }

  /** A worker's process exists. */
  record WorkerSpawned(int workerId, long pid) implements Event {}

  /** A worker said something. */
  record WorkerSaid(int workerId, FromWorker frame, Runnable onTaken) implements Event {
    @Override
    public void taken() {
      onTaken.run();
    }
  }

  /** A worker is gone. */
  record WorkerGone(int workerId, WorkerExit exit) implements Event {}

  /** The answer to what a worker asked is there. */
  record Answered(int workerId, ToWorker.Answer answer) implements Event {}

  /** A clock of the service has leapt: something may be due. */
  record ClockChanged() implements Event {}

  /** Somebody waits until no task runs or could. */
  record AwaitIdle(CompletableFuture<Long> received) implements Event {
    @Override
    public void missed() {
      received.cancel(false);
    }
  }

  /** The service is about to stop: no worker needs to be replaced any more. */
  record StopAhead() implements Event {}

  /** The producers have stopped; finish and leave, or leave at once. */
  record Stop(boolean atOnce) implements Event {}
}
