package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

class JacksonAnnotationsTest {
  @Test
  void annotationsThatAreTooOldForJacksonAreAnErrorThatSaysWhatIsNeeded() throws Exception {
    try (URLClassLoader application = withoutThem()) {
      InvocationTargetException failure =
          assertThrows(
              InvocationTargetException.class,
              () -> application.loadClass(Json.class.getName()).getMethod("mapper").invoke(null));
      String message =
          assertInstanceOf(IllegalStateException.class, failure.getCause()).getMessage();
      assertTrue(String.valueOf(message).contains("jackson-annotations"), message);
      assertTrue(String.valueOf(message).contains("2.21 or later"), message);
    }
  }

  /** An application's class path, but for the annotations: as if they lacked the newer ones. */
  private static URLClassLoader withoutThem() {
    URL[] urls =
        Stream.of(Json.class, JsonMapper.class, JsonFactory.class, Logger.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }
}
