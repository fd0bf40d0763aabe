package io.dispatcherd.queue.node;

import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.queue.store.Names;

/**
 * The channels of PostgreSQL that belong to a queue's schema.
 *
 * @param schema where its tables are
 */
public record Channels(SchemaName schema) {
  /** Where every service listens for commands. */
  public String control() {
    return schema + ".control";
  }

  /** Where every service listens for requests that the tables have for it. */
  String requests() {
    return schema + ".requests";
  }

  /** Where services listen that work on this queue, as the function {@code channel_of} names it. */
  String queue(String name) {
    return "%s.%016x".formatted(schema, Names.id(name));
  }
}
