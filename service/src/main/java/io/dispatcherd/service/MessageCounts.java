package io.dispatcherd.service;

/**
 * Messages that came in since the start.
 *
 * @param received complete ones of any kind, from any producer; a chunked one counts once
 * @param control the part of them that were commands
 * @param refused malformed ones, ones naming no declared task, and ones that found no room
 */
public record MessageCounts(long received, long control, long refused) {
  static final MessageCounts NONE = new MessageCounts(0, 0, 0);

  MessageCounts plusTask() {
    return new MessageCounts(received + 1, control, refused);
  }

  MessageCounts plusControl() {
    return new MessageCounts(received + 1, control + 1, refused);
  }

  MessageCounts plusRefused() {
    return new MessageCounts(received, control, refused + 1);
  }
}
