package io.dispatcherd.benchmarks.rabbit;

import com.rabbitmq.client.Channel;
import io.dispatcherd.benchmarks.figures.Benchmark;
import io.dispatcherd.benchmarks.figures.Figure;
import io.dispatcherd.benchmarks.figures.Numbers;
import io.dispatcherd.benchmarks.figures.Report;
import io.dispatcherd.benchmarks.surroundings.Surroundings;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One task for a service that waits, beside one message for a bare consumer. */
public final class RabbitLatencyBenchmark implements Benchmark {
  private static final int SAMPLES = 500;
  private static final int WARM_UP = 1_000;
  private static final Duration IDLE = Duration.ofMillis(5);
  private static final double TARGET = 1.3;

  private interface Send {
    void send() throws Exception;
  }

  @Override
  public String name() {
    return "rabbit-latency";
  }

  @Override
  public String description() {
    return "RabbitMQ: from the call that submits a task until a subscription hands it over";
  }

  @Override
  public void run(Surroundings surroundings, Report report) throws Exception {
    Optional<RabbitQueue> opened = RabbitQueue.open();
    if (opened.isEmpty()) {
      return;
    }
    try (RabbitQueue queue = opened.get()) {
      double[] bare = bare(queue, surroundings);
      double[] ours = ours(queue, surroundings);
      for (double part : new double[] {0.5, 0.99}) {
        report.add(
            Figure.of(
                    "submit → handed over, p%d".formatted(Math.round(part * 100)),
                    Numbers.quantile(ours, part),
                    "µs")
                .beside("the client library alone", Numbers.quantile(bare, part))
                .atMostTimes(TARGET));
      }
    }
  }

  private static double[] bare(RabbitQueue queue, Surroundings surroundings) throws Exception {
    BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
    Channel consumer = queue.consume(() -> arrived.add(System.nanoTime()));
    try {
      return times(surroundings, arrived, () -> queue.submitBare(1, 1));
    } finally {
      RabbitQueue.settle();
      consumer.close();
    }
  }

  private static double[] ours(RabbitQueue queue, Surroundings surroundings) throws Exception {
    BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
    try (Subscription subscription = queue.subscribe()) {
      Thread service = Thread.ofPlatform().daemon().start(() -> serve(subscription, arrived));
      double[] times = times(surroundings, arrived, () -> queue.submit(1, 1));
      service.interrupt();
      service.join();
      return times;
    }
  }

  private static void serve(Subscription subscription, BlockingQueue<Long> arrived) {
    try {
      while (true) {
        for (var received : subscription.receive(RabbitQueue.AHEAD, Duration.ofSeconds(10))) {
          arrived.add(System.nanoTime());
          var _ = ((Delivery) received).acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double[] times(Surroundings surroundings, BlockingQueue<Long> arrived, Send send)
      throws Exception {
    int samples = surroundings.scaled(SAMPLES);
    double[] times = new double[samples];
    for (int i = -surroundings.scaled(WARM_UP); i < samples; i++) {
      if (i >= 0) {
        Thread.sleep(IDLE);
      }
      long start = System.nanoTime();
      send.send();
      Long moment = arrived.poll(10, TimeUnit.SECONDS);
      if (moment == null) {
        throw new IllegalStateException("a message has not come within 10 s");
      }
      if (i >= 0) {
        times[i] = (moment - start) / 1e3;
      }
    }
    return times;
  }
}
