package io.dispatcherd.spring.boot.tasks;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image has to know of the libraries: SQL, and the brokers that are looked up. */
final class LibraryHints implements RuntimeHintsRegistrar {
  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    hints
        .resources()
        .registerPattern("io/dispatcherd/queue/migrations/*")
        .registerPattern("META-INF/services/io.dispatcherd.*");
  }
}
