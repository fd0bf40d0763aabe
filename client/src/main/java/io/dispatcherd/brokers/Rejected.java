package io.dispatcherd.brokers;

import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.MessageFormatException;

/**
 * Something that the broker has checked and doesn't let in: nobody gets to see its payload. It is
 * acknowledged nevertheless, by {@link #delivery}.
 *
 * @param delivery its payload is empty
 * @param why what to acknowledge it as
 * @param problem the same, to be thrown or logged
 */
public record Rejected(
    Delivery delivery, Acknowledgement.Rejected why, MessageFormatException problem)
    implements Received {}
