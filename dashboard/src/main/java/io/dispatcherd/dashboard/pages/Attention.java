package io.dispatcherd.dashboard.pages;

/**
 * Something that an operator should look at. Immutable.
 *
 * @param isUrgent whether work is lost or stands still, rather than might soon
 * @param text what it is, in one sentence; may name a queue or task
 * @param address the page that shows more
 * @param link what that page is called
 */
public record Attention(boolean isUrgent, String text, String address, String link) {}
