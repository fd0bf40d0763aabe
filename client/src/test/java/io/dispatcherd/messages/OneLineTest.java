package io.dispatcherd.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void keepsWhatIsPrintedAndEscapesWhatControls() {
    assertEquals("größe 漢 😀", OneLine.of("größe 漢 😀"));
    assertEquals(
        "a\\u000ab\\u000d\\u001b[31m\\u0085\\u2028\\u202e",
        OneLine.of("a\nb\r\u001b[31m\u0085\u2028\u202e"));
  }

  @Property
  void isOneLineAndNotLong(@ForAll String text) {
    String line = OneLine.of(text + "\n");

    assertEquals(1, line.lines().count());
    assertTrue(line.chars().noneMatch(Character::isISOControl));
    assertTrue(line.length() <= 210);
  }
}
