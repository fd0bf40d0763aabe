package io.dispatcherd.quarkus;

import io.dispatcherd.tasks.Task;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** A bean that is injected nowhere, and lives for one request. */
@RequestScoped
public class Mailer {
  private final String request = UUID.randomUUID().toString();

  @Inject Orders orders;

  /** Tells which object it runs on. */
  @Task
  public void send(String prefix) {
    orders.confirm(prefix + request);
  }
}
