package io.dispatcherd.service;

import io.dispatcherd.config.Settings;
import io.dispatcherd.workers.ProcessSignals;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A program around a service: stops it when a signal comes, and at once when another comes. */
public final class ServiceProgram {
  private ServiceProgram() {}

  /** Runs a service with the configuration in this file. */
  public static void main(String[] args) throws Exception {
    CompletableFuture<DispatcherService> service = new CompletableFuture<>();
    AtomicInteger received = new AtomicInteger();
    for (String name : List.of("TERM", "INT")) {
      ProcessSignals.handle(
          name,
          () -> {
            boolean first = received.incrementAndGet() == 1;
            var unused =
                service.thenAccept(first ? DispatcherService::stop : DispatcherService::stopNow);
          });
    }
    System.out.println("handling signals");
    service.complete(DispatcherService.start(Settings.fromFile(Path.of(args[0]))));
    System.out.println("started");
    service.join().awaitStop();
    System.exit(0);
  }
}
