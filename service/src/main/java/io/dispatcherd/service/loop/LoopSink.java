package io.dispatcherd.service.loop;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.producers.MessageSink;

/** Turns what producers deliver into events. */
public record LoopSink(EventLoop loop) implements MessageSink {
  @Override
  public void received(Message message, Delivery delivery) {
    loop.post(new Event.Received(message, delivery));
  }

  @Override
  public void receivedAlone(Message message, Delivery delivery) {
    loop.handOver(new Event.Received(message, delivery));
  }

  @Override
  public void refused(MessageFormatException problem, Delivery delivery) {
    loop.post(new Event.Malformed(problem, delivery));
  }

  @Override
  public void submitted(TaskMessage message) {
    loop.post(new Event.Submitted(message));
  }
}
