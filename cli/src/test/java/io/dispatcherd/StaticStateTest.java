package io.dispatcherd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Services in one JVM share nothing: what is static doesn't change, but for what is listed here.
 */
class StaticStateTest {
  /** Each is documented where it is declared. */
  private static final Set<String> ALLOWED =
      Set.of(
          "io.dispatcherd.publish.ProcessDefault.current",
          // What is one for the whole process by its nature: a shared connection, a server on this
          // machine, the turns at files, the place where brokers of one name meet.
          "io.dispatcherd.postgres.connection.SharedConnections.BY_PARAMETERS",
          "io.dispatcherd.brokers.socket.wire.SocketFile.IN_THIS_JVM",
          // The virtual threads of this JVM, whoever made them.
          "io.dispatcherd.threads.VirtualThreads.alive",
          "io.dispatcherd.embedded.FileLease.TURNS",
          "io.dispatcherd.embedded.OwnedServer.RUNNING",
          "io.dispatcherd.testing.brokers.MemoryExchange.BY_NAME",
          "io.dispatcherd.testing.brokers.MemoryQueue.BY_NAME",
          // Complete from the start.
          "io.dispatcherd.messages.Acknowledgeable.ACKNOWLEDGED");

  private static final Pattern CHANGING =
      Pattern.compile(
          "^java[.]util[.](concurrent[.]|(Linked)?Hash|Tree|ArrayList|ArrayDeque|Weak)");

  @Test
  void nothingStaticChangesButTheDocumentedDefault() {
    List<String> found =
        LayersTest.OURS.stream()
            .filter(type -> !type.getPackageName().startsWith("io.dispatcherd.examples"))
            .map(JavaClass::getFields)
            .flatMap(Set::stream)
            .filter(StaticStateTest::canChange)
            .map(field -> field.getOwner().getName() + "." + field.getName())
            .filter(name -> !ALLOWED.contains(name))
            .sorted()
            .toList();
    assertEquals(List.of(), found);
  }

  private static boolean canChange(JavaField field) {
    Set<JavaModifier> modifiers = field.getModifiers();
    return modifiers.contains(JavaModifier.STATIC)
        && !modifiers.contains(JavaModifier.SYNTHETIC)
        && (!modifiers.contains(JavaModifier.FINAL) || holdsWhatChanges(field));
  }

  private static boolean holdsWhatChanges(JavaField field) {
    if (!field.getRawType().getName().startsWith("java.util.")) {
      return false;
    }
    try {
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      Object value = reflected.get(null);
      return value != null
          && !(value instanceof AtomicIntegerFieldUpdater)
          && CHANGING.matcher(value.getClass().getName()).find();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
