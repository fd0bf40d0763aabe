package io.dispatcherd.brokers;

/** What a broker does by itself; the service does the rest. */
public enum BrokerCapability {
  /**
   * It keeps each message until it is acknowledged, offers it again if need be, and hands over no
   * more than it is asked for. The service never refuses such a message for lack of room.
   *
   * <p>A broker without this is a loudspeaker: it delivers everything at once, and the service has
   * to accept or refuse it.
   */
  KEEPS_MESSAGES,
  /** It hands a message over only when its delay has ended. */
  DELAYS,
  /** It applies the rules on duplicates, over all services. */
  DUPLICATES
}
