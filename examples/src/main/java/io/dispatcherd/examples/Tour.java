package io.dispatcherd.examples;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.UnconfirmedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tour of what can be done with tasks, for the service that {@code bin/dispatcherd} runs. Start
 * it as {@code bin/tour} in a second terminal, and watch both.
 */
public final class Tour {
  private final Dispatcherd dispatcherd;
  private final ServiceWatch service;
  private final Narrator narrator;
  private final KeptWork kept;

  Tour(Dispatcherd dispatcherd, Narrator narrator, ServiceProgram program) {
    this.dispatcherd = dispatcherd;
    this.service = new ServiceWatch(dispatcherd.control());
    this.narrator = narrator;
    kept = new KeptWork(dispatcherd, narrator, program);
  }

  /**
   * Runs the tour.
   *
   * @param arguments the configuration; default: {@code dispatcher.yml} in the working directory
   */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    Optional<Path> config = Arrays.stream(arguments).findFirst().map(Path::of);
    ServiceProgram program =
        new ServiceProgram(
            System.getProperty("dispatcherd.bin", "bin/") + "dispatcherd",
            config,
            Path.of(".dispatcherd", "tour.log"));
    try (Dispatcherd dispatcherd = Dispatcherd.fromSettings(Settings.forProgram(config))) {
      new Tour(dispatcherd, new Narrator(System.out), program).visitAll();
    } catch (ConfigurationException | BrokerException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.err.println("The tour needs a running service: start bin/dispatcherd first.");
      System.exit(1);
    }
  }

  void visitAll() throws InterruptedException, IOException {
    if (dispatcherd.control().ask("alive").isEmpty()) {
      throw new IllegalStateException("No service answers.");
    }
    submit();
    confirm();
    delay();
    duplicates();
    timeOut();
    cancel();
    fail();
    batch();
    kept.visitAll();
  }

  private void submit() {
    narrator.stop("Submit a task");
    narrator.code("dispatcherd.submit(DemoTasks::printHello)");
    Submission sent = dispatcherd.submit(DemoTasks::printHello);
    narrator.see("Sent to %s as %s.".formatted(sent.queue(), sent.uuid()));
    narrator.see("The terminal of the service says: hello world!!");
  }

  private void confirm() {
    narrator.stop("Wait until a service has accepted a task");
    narrator.code("dispatcherd.task(DemoTasks::whereAmI).submitConfirmed(Duration.ofSeconds(3))");
    Reply reply = dispatcherd.task(DemoTasks::whereAmI).submitConfirmed(Duration.ofSeconds(3));
    narrator.see("Service %s has accepted it.".formatted(reply.nodeId()));
    narrator.code("dispatcherd.task(\"no.such.task\").submitConfirmed(Duration.ofSeconds(3))");
    try {
      dispatcherd.task("no.such.task").submitConfirmed(Duration.ofSeconds(3));
      narrator.see("It was accepted, which is a surprise.");
    } catch (UnconfirmedException e) {
      narrator.see("It is refused: %s".formatted(e.getMessage()));
    }
  }

  private void delay() throws InterruptedException {
    narrator.stop("Hold a task back");
    narrator.code("dispatcherd.task(DemoTasks::printHello).delay(Duration.ofSeconds(2)).submit()");
    Submission sent = dispatcherd.task(DemoTasks::printHello).delay(Duration.ofSeconds(2)).submit();
    narrator.see("The service says it is %s ...".formatted(service.awaitTasks(1, only(sent))));
    service.awaitTasks(0, only(sent));
    narrator.see("... and 2 seconds later it has run.");
  }

  private void duplicates() throws InterruptedException {
    narrator.stop("Submit the same task three times, one run at a time");
    narrator.code("dispatcherd.task(DemoTasks::sleep, 1.0).onDuplicate(SERIAL).submit()");
    TaskCall serial = dispatcherd.task(DemoTasks::sleep, 1.0).onDuplicate(OnDuplicate.SERIAL);
    List<Submission> sent = dispatcherd.submitAll(Collections.nCopies(3, serial));
    Map<String, ?> allThree =
        Map.of("task", sent.get(0).message().task(), "args", sent.get(0).message().args());
    narrator.see(
        "One runs, two are held until it has ended: %s ..."
            .formatted(service.awaitTasks(3, allThree)));
    service.awaitTasks(0, allThree);
    narrator.see("... and all have run. DISCARD would have dropped two of them.");
  }

  private void timeOut() throws InterruptedException {
    narrator.stop("Limit how long a task may run");
    narrator.code(
        "dispatcherd.task(DemoTasks::sleep, 60.0).timeout(Duration.ofSeconds(1)).submit()");
    Submission sent =
        dispatcherd.task(DemoTasks::sleep, 60.0).timeout(Duration.ofSeconds(1)).submit();
    narrator.see("It runs: %s ...".formatted(service.awaitTasks(1, only(sent))));
    service.awaitTasks(0, only(sent));
    narrator.see("... and was interrupted after 1 second.");
  }

  private void cancel() throws InterruptedException {
    narrator.stop("Cancel a task");
    narrator.code("Submission sent = dispatcherd.submit(DemoTasks::sleep, 60.0)");
    Submission sent = dispatcherd.submit(DemoTasks::sleep, 60.0);
    narrator.see("It runs: %s".formatted(service.awaitTasks(1, only(sent))));
    narrator.code("dispatcherd.control().ask(\"cancel\", Map.of(\"uuid\", sent.uuid()))");
    dispatcherd.control().ask("cancel", only(sent));
    service.awaitTasks(0, only(sent));
    narrator.see("It has been interrupted, and its worker is free again.");
    narrator.see("From the shell: bin/dispatcherctl cancel --uuid ...");
  }

  private void fail() throws InterruptedException {
    narrator.stop("See a task fail");
    narrator.code("dispatcherd.task(DemoTasks::fail).errbacks(...printHello).submit()");
    long finished = service.finished();
    dispatcherd.task(DemoTasks::fail).errbacks(dispatcherd.task(DemoTasks::printHello)).submit();
    service.awaitFinished(finished + 1);
    narrator.see("The log of the service has the reason. Then its errback ran: hello world!!");
  }

  private void batch() throws InterruptedException {
    int size = 1000;
    narrator.stop("Submit %d tasks in one round trip".formatted(size));
    narrator.code(
        "dispatcherd.submitAll(Collections.nCopies(1000, dispatcherd.task(DemoTasks::noop)))");
    TaskCall noop = dispatcherd.task(DemoTasks::noop);
    long finished = service.finished();
    long begin = System.nanoTime();
    dispatcherd.submitAll(Collections.nCopies(size, noop));
    narrator.see("Sent within %d ms ...".formatted(millisSince(begin)));
    service.awaitFinished(finished + size);
    narrator.see("... and all have run %d ms after the start.".formatted(millisSince(begin)));
    narrator.see("Counts of the service: bin/dispatcherctl main --output table");
  }

  private static Map<String, ?> only(Submission submission) {
    return Map.of("uuid", submission.uuid());
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
