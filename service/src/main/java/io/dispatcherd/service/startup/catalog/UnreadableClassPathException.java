package io.dispatcherd.service.startup.catalog;

/** A jar, folder or class file can't be read; the text names it and says why. */
public final class UnreadableClassPathException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableClassPathException(String message) {
    super(message);
  }

  UnreadableClassPathException(String message, Throwable cause) {
    super(message, cause);
  }
}
