package io.dispatcherd.service.control;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Reply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A reply to the program that the service runs in. */
public record FutureReply(CompletableFuture<Reply> future) implements ReplyTo {
  public FutureReply() {
    this(new CompletableFuture<>());
  }

  @Override
  public void send(Map<String, @Nullable Object> reply) {
    try {
      // By way of its text, so that the reply is to the letter what a remote client gets.
      future.complete(Reply.fromJson(Json.write(reply)));
    } catch (RuntimeException e) {
      // The loop has carried the command out, and has no part in this.
      future.completeExceptionally(e);
    }
  }

  @Override
  public void failed(Throwable bug) {
    future.completeExceptionally(bug);
  }

  @Override
  public void abandon() {
    future.completeExceptionally(new IllegalStateException("The service has stopped"));
  }
}
