package io.dispatcherd.dashboard.web;

import java.time.Duration;
import java.util.Optional;

/** What a handler answers. Immutable. */
public sealed interface Answer {
  /** A page: what it shows is a record of the pages package; as JSON under {@code api/v1/}. */
  static Answer page(Record page) {
    return new Page(page, 200);
  }

  /** A page that says something else than that all is well. */
  static Answer page(int status, Record page) {
    return new Page(page, status);
  }

  /** Another page, whose address begins with the dashboard's base. */
  static Answer redirect(String address) {
    return new Redirect(address, Optional.empty());
  }

  /** Another page, which says once what has been done. */
  static Answer redirect(String address, String notice) {
    return new Redirect(address, Optional.of(notice));
  }

  /** A value as JSON, whoever asks. */
  static Answer json(Object value) {
    return new Json(value);
  }

  /** A file to be saved; never shown by a browser. */
  static Answer download(String name, String type, byte[] content) {
    return new Download(name, type, content);
  }

  /**
   * A page.
   *
   * @param page what it shows
   * @param status of the response
   */
  record Page(Record page, int status) implements Answer {}

  /**
   * Another page.
   *
   * @param address of it, from the host's root
   * @param notice what it is to say once
   */
  record Redirect(String address, Optional<String> notice) implements Answer {}

  /**
   * JSON.
   *
   * @param value what Jackson writes
   */
  record Json(Object value) implements Answer {}

  /**
   * A file to be saved.
   *
   * @param name it is suggested to have
   * @param type of its content
   * @param content its bytes, which nobody changes any more
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Download(String name, String type, byte[] content) implements Answer {}

  /**
   * A few words without any page.
   *
   * @param text them
   */
  record Text(String text) implements Answer {}

  /**
   * Another page, and a cookie.
   *
   * @param answer the page
   * @param name of the cookie
   * @param value of the cookie
   * @param age how long it is kept; zero removes it
   */
  record WithCookie(Redirect answer, String name, String value, Duration age) implements Answer {}
}
