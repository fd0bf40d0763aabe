package io.dispatcherd.limits;

import java.util.Locale;

/** Every bound on what arrives at a running service: what it is called, and where it is set. */
public enum Limit {
  MESSAGE_BYTES(Effect.REFUSES, "service.main_kwargs.max_message_bytes"),
  MESSAGE_NESTING(Effect.REFUSES, "service.main_kwargs.max_message_nesting"),
  NUMBER_LENGTH(Effect.REFUSES, "service.main_kwargs.max_number_length"),
  CHUNKED_MESSAGES(Effect.REFUSES, "service.main_kwargs.max_chunked_messages"),
  CHUNKS(Effect.REFUSES, "service.main_kwargs.max_chunks"),
  CHUNK_BYTES(Effect.REFUSES, "service.main_kwargs.max_chunk_bytes"),
  UNDECIDED_MESSAGES(Effect.WAITS, "service.main_kwargs.max_undecided_messages"),
  UNDECIDED_FRAME_BYTES(Effect.WAITS, "service.main_kwargs.max_undecided_frame_bytes"),
  QUEUED_TASKS(Effect.REFUSES, "service.pool_kwargs.max_queued"),
  DELAYED_COMMANDS(Effect.REFUSES, "service.main_kwargs.max_delayed_commands"),
  SLOW_COMMANDS(Effect.REFUSES, "service.main_kwargs.max_slow_commands"),
  REPLY_BYTES(Effect.REFUSES, "service.main_kwargs.max_reply_bytes"),
  UNSENT_REPLY_BYTES(Effect.REFUSES, "service.main_kwargs.max_unsent_reply_bytes"),
  WORKER_FRAME_BYTES(Effect.REFUSES, ""),
  SOCKET_LINE_BYTES(Effect.REFUSES, "brokers.socket.max_line_bytes"),
  SOCKET_CLIENTS(Effect.WAITS, "brokers.socket.max_clients"),
  SOCKET_INBOX_BYTES(Effect.WAITS, "brokers.socket.max_inbox_bytes"),
  SOCKET_UNREAD_BYTES(Effect.REFUSES, "brokers.socket.max_unread_bytes"),
  SOCKET_UNREAD_SECONDS(Effect.REFUSES, "brokers.socket.max_unread_seconds"),
  HTTP_REQUEST_LINE_BYTES(Effect.REFUSES, "service.metrics_kwargs.max_request_line_bytes"),
  HTTP_REQUEST_BYTES(Effect.REFUSES, "service.metrics_kwargs.max_request_bytes"),
  HTTP_HEADERS(Effect.REFUSES, "service.metrics_kwargs.max_headers"),
  HTTP_CONNECTIONS(Effect.REFUSES, "service.metrics_kwargs.max_connections"),
  HTTP_REQUEST_SECONDS(Effect.REFUSES, "service.metrics_kwargs.request_timeout_seconds"),
  HTTP_ANSWER_SECONDS(Effect.REFUSES, "service.metrics_kwargs.answer_timeout_seconds");

  /** What happens beyond the bound. */
  public enum Effect {
    /** The excess is refused. */
    REFUSES,
    /** The sender has to wait; nothing is lost. */
    WAITS
  }

  private final Effect effect;
  private final String option;

  Limit(Effect effect, String option) {
    this.effect = effect;
    this.option = option;
  }

  /** The name in the metrics, in control replies and in the log. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What happens beyond it. */
  public Effect effect() {
    return effect;
  }

  /** The path of the option that sets it; empty if it is fixed. */
  public String option() {
    return option;
  }
}
