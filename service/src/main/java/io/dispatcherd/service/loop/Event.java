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
  /** Called on any thread when it leaves the queue, before it is handled or missed. */
  default void taken() {}

  /** Called instead of being handled, on any thread, when the service has stopped. */
  default void missed() {}

  /** Called when handling it has thrown, to tell those who wait for it. */
  default void failed(Throwable bug) {}

  /** Whether the event comes from outside and is subject to back-pressure. */
  default boolean isFromOutside() {
    return false;
  }

  /** A broker delivered a message or a chunk of one. */
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

  /** A broker delivered something that isn't a message. */
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

  /** These deliveries no longer belong to this service. */
  record Lost(List<Arrival> arrivals) implements Event {}

  /** Somebody has cancelled these deliveries, elsewhere. */
  record Cancelled(List<Arrival> arrivals) implements Event {}

  /** A producer of the service made a task. */
  record Submitted(TaskMessage message) implements Event {
    @Override
    public void missed() {
      LateTasks.name(message);
    }
  }

  /** The program itself sends a command, not through a broker. */
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

  /** Another thread reads the state. */
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

  /** A worker sent a frame. */
  record WorkerSaid(int workerId, FromWorker frame, Runnable onTaken) implements Event {
    @Override
    public void taken() {
      onTaken.run();
    }
  }

  /** A worker is gone. */
  record WorkerGone(int workerId, WorkerExit exit) implements Event {}

  /** The answer to a worker's request is ready. */
  record Answered(int workerId, ToWorker.Answer answer) implements Event {}

  /** A clock of the service has leapt: something may be due. */
  record ClockChanged() implements Event {}

  /** A caller waits until no task is running or ready. */
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
