package io.dispatcherd.dashboard.pages;

/**
 * Says that something didn't work. Immutable.
 *
 * @param status of the response
 * @param title what happened, in a few words
 * @param text what was wrong and what to do
 */
public record ErrorPage(int status, String title, String text) {}
