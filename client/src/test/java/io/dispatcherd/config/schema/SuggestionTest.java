package io.dispatcherd.config.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "abc, abc, 0",
    "abc, '', 3",
    "chanels, channels, 1",
    "sokcet, socket, 1",
    "kitten, sitting, 3",
  })
  void distanceCountsEdits(String left, String right, int expected) {
    assertEquals(expected, Suggestion.editDistance(left, right));
    assertEquals(expected, Suggestion.editDistance(right, left));
  }

  @Test
  void nearestNameIsSuggestedWhateverItsCase() {
    assertEquals(
        Optional.of("ThreadManager"),
        Suggestion.nearest("threadmanger", List.of("ProcessManager", "ThreadManager")));
  }

  @Test
  void otherWordsAreNotSuggestedButListed() {
    assertEquals("; known: alpha, beta", Suggestion.forUnknown("zzzz", List.of("alpha", "beta")));
  }
}
