package io.dispatcherd.messages.chunks;

/**
 * What a {@link ChunkAssembler} has counted.
 *
 * @param received chunks, malformed ones included
 * @param succeeded messages that became whole
 * @param errored messages that could not be assembled
 * @param timedOut messages that did not become whole in time
 * @param dropped messages that had to make room for others
 * @param active messages in assembly
 */
public record ChunkCounts(
    long received, long succeeded, long errored, long timedOut, long dropped, int active) {}
