package io.dispatcherd.messages;

/** One decoded message: work to run, a command to carry out, or a part of either. */
public sealed interface Message permits TaskMessage, ControlMessage, Chunk {}
