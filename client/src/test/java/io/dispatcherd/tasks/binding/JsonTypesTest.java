package io.dispatcherd.tasks.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.dispatcherd.messages.Json;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTypesTest {
  static final AtomicInteger RUN = new AtomicInteger();

  /** Tells when its code runs. */
  enum Color {
    RED;

    static {
      RUN.incrementAndGet();
    }
  }

  record Spec(String text, Color color) {
    static {
      RUN.incrementAndGet();
    }

    Spec {
      RUN.incrementAndGet();
    }
  }

  static final class Bean {
    static {
      RUN.incrementAndGet();
    }

    Bean() {
      RUN.incrementAndGet();
    }
  }

  static final class Code {
    private final String code;

    @JsonCreator
    Code(String code) {
      RUN.incrementAndGet();
      this.code = code;
    }

    @Override
    public String toString() {
      return code;
    }
  }

  static final class Closed {
    private Closed(int a, int b) {
      RUN.addAndGet(a + b);
    }

    static Closed of(int a) {
      return new Closed(a, 0);
    }
  }

  interface Shape {}

  record Box<T>(T content) {}

  @SuppressWarnings("unused")
  interface Parameters {
    void spec(Spec it);

    void bean(List<Bean> it);

    void color(Map<Color, Optional<Spec>> it);

    void code(Map<Code, EnumMap<Color, Code[]>> it);

    void month(YearMonth it);

    void box(Box<Spec> it);

    void anything(Object it);

    void shape(Box<Shape> it);

    void closed(Map<String, Closed> it);

    void key(Map<Closed, String> it);

    void stream(InputStream it);

    void connection(Connection it);

    void type(Class<?> it);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec", "bean", "color", "code", "month", "box", "anything"})
  void noCodeOfATypeRunsWhenItIsJudged(String parameter) {
    int before = RUN.get();

    assertEquals(Optional.empty(), unreadable(parameter));

    assertEquals(before, RUN.get());
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertEquals(Optional.of(Shape.class.getName()), unreadable("shape"));
    assertEquals(Optional.of(Closed.class.getName()), unreadable("closed"));
    assertEquals(Optional.of(Closed.class.getName()), unreadable("key"));
    assertEquals(Optional.of(InputStream.class.getName()), unreadable("stream"));
    assertEquals(Optional.of(Connection.class.getName()), unreadable("connection"));
    assertEquals(Optional.of("java.lang.Class<java.lang.Object>"), unreadable("type"));
  }

  private static Optional<String> unreadable(String name) {
    Method method =
        Arrays.stream(Parameters.class.getDeclaredMethods())
            .filter(it -> it.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return JsonTypes.unreadable(Json.mapper(), method.getGenericParameterTypes()[0]);
  }
}
