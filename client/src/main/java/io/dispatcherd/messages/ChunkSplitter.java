package io.dispatcherd.messages;

public final class ChunkSplitter {
  private ChunkSplitter() {}
}
