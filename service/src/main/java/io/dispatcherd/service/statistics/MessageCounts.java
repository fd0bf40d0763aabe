package io.dispatcherd.service.statistics;

/**
 * Messages that came in since the start.
 *
 * @param received complete ones of any kind, from any producer; a chunked one counts once
 * @param control the part of them that were commands
 * @param refused malformed ones, ones naming no declared task, and ones that found no room
 */
public record MessageCounts(long received, long control, long refused) {
  public static final MessageCounts NONE = new MessageCounts(0, 0, 0);

  public MessageCounts plusTask() {
    return new MessageCounts(received + 1, control, refused);
  }

  public MessageCounts plusControl() {
    return new MessageCounts(received + 1, control + 1, refused);
  }

  public MessageCounts plusRefused() {
    return new MessageCounts(received, control, refused + 1);
  }
}
