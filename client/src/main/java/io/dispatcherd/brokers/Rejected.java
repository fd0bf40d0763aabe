package io.dispatcherd.brokers;

import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.MessageFormatException;

/**
 * Something that the broker checked and refused, without its payload. It must still be
 * acknowledged, through {@link #delivery}.
 *
 * @param delivery its payload is empty
 * @param why how to acknowledge it
 * @param problem the same, to be thrown or logged
 */
public record Rejected(
    Delivery delivery, Acknowledgement.Rejected why, MessageFormatException problem)
    implements Received {}
