package io.dispatcherd.service.loop;

import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.producers.Arrival;
import io.dispatcherd.producers.MessageSink;
import java.util.List;

/** Turns what producers deliver into events. */
public record LoopSink(EventLoop loop) implements MessageSink {
  @Override
  public void received(Message message, Arrival arrival) {
    loop.post(new Event.Received(message, arrival));
  }

  @Override
  public void receivedAlone(Message message, Arrival arrival) {
    loop.handleInline(new Event.Received(message, arrival));
  }

  @Override
  public void refused(
      MessageFormatException problem, Acknowledgement.Rejected why, Arrival arrival) {
    loop.post(new Event.Malformed(problem, why, arrival));
  }

  @Override
  public void lost(List<Arrival> arrivals) {
    loop.post(new Event.Lost(arrivals));
  }

  @Override
  public void cancelled(List<Arrival> arrivals) {
    loop.post(new Event.Cancelled(arrivals));
  }

  @Override
  public void submitted(TaskMessage message) {
    loop.post(new Event.Submitted(message));
  }
}
