package io.dispatcherd.dashboard.pages;

/**
 * Something that an operator should look at: one sentence, of which the name is a part of its own,
 * so that whatever is in it can't turn the words around it. Immutable.
 *
 * @param isUrgent whether work is lost or stands still, rather than might soon
 * @param before the sentence up to the name
 * @param name of a queue, task or node; may be empty
 * @param after the rest of the sentence
 * @param address the page that shows more
 * @param link what that page is called
 */
public record Attention(
    boolean isUrgent, String before, String name, String after, String address, String link) {}
