package io.dispatcherd.brokers.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Secret;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacSigningTest {
  private static final String OLD_KEY = "the old key, known to all of them";
  private static final String NEW_KEY = "the new key, which takes its place";
  private static final String CHANNEL = "jobs";
  private static final String SECRET = "s3cr3t-value";
  private static final String MESSAGE =
      "{\"task\":\"reports.monthly\",\"kwargs\":{\"a\":\"" + SECRET + "\"}}";
  private static final int PG_NOTIFY = 7999;
  private static final int SOCKET = 1024;

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  private HmacSigning signing(String broker, Map<String, String> keys, String with, boolean must) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    keys.forEach((id, key) -> secrets.put(id, Secret.of(key)));
    SigningSettings settings =
        new SigningSettings(secrets, with, Duration.ofSeconds(60), must, 1000);
    return new HmacSigning(broker, settings, () -> now);
  }

  private HmacSigning signing() {
    return signing("pg_notify", Map.of("k1", OLD_KEY), "k1", true);
  }

  private HmacSigning tolerant() {
    return signing("pg_notify", Map.of("k1", OLD_KEY), "k1", false);
  }

  private static String seal(Signing signing, String text) {
    List<String> sealed = signing.seal(CHANNEL, text, PG_NOTIFY);
    assertEquals(1, sealed.size());
    return sealed.get(0);
  }

  /** Asserts that a text is refused, counted, and not shown. */
  private static void assertRefused(Refusal expected, Signing receiver, String text) {
    UnverifiedMessageException e =
        assertThrows(UnverifiedMessageException.class, () -> receiver.open(CHANNEL, text));
    assertEquals(expected, e.refusal(), e.getMessage());
    assertFalse(String.valueOf(e.getMessage()).contains(SECRET), e.getMessage());
    assertEquals(1L, refused(receiver, expected));
  }

  private static Object refused(Signing receiver, Refusal refusal) {
    Map<?, ?> signing = (Map<?, ?>) Objects.requireNonNull(receiver.status().get("signing"));
    Map<?, ?> refused = (Map<?, ?>) Objects.requireNonNull(signing.get("refused"));
    return Objects.requireNonNull(refused.get(refusal.wireName()));
  }

  @Test
  void signedTextIsStillTheSameObjectWithOneMoreMember() {
    String sealed = seal(signing(), MESSAGE);

    Map<String, ?> fields = new LinkedHashMap<>(Json.parseObject(sealed));
    assertTrue(fields.remove("__dispatcherd_signature__") instanceof String);
    assertEquals(Json.parseObject(MESSAGE), fields);
  }

  @ParameterizedTest
  @ValueSource(strings = {MESSAGE, "{}", "{ }", "{\"task\" : \"x\" }", "{\"a\":\"}\\\"{\"}"})
  void exactTextComesBack(String text) {
    assertEquals(text, signing().open(CHANNEL, seal(signing(), text)));
  }

  @Property(tries = 100)
  void anyObjectComesBackWhateverItHolds(@ForAll String key, @ForAll String value) {
    String opened = signing().open(CHANNEL, seal(signing(), Json.write(Map.of(key, value))));

    assertEquals(Map.of(key, value), Json.parse(opened));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"reports.monthly", "", "[1]", "\"__dispatcherd_signature__\"", "{", "}", "\"{\""})
  void whatIsNoObjectCantBeSignedAndIsRefusedWhereSignaturesAreRequired(String text) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> signing().seal(CHANNEL, text, PG_NOTIFY));
    assertEquals(
        "pg_notify: only a JSON object can be signed, and brokers.pg_notify.signing is on",
        e.getMessage());
    assertThrows(UnverifiedMessageException.class, () -> signing().open(CHANNEL, text));
  }

  @Test
  void unsignedTextIsRefusedWhereSignaturesAreRequired() {
    assertRefused(Refusal.UNSIGNED, signing(), MESSAGE);
  }

  @Test
  void unsignedTextPassesWhereTheyAreNot() {
    assertEquals(MESSAGE, tolerant().open(CHANNEL, MESSAGE));
    assertEquals("reports.monthly", tolerant().open(CHANNEL, "reports.monthly"));
  }

  @Test
  void wrongSignatureIsRefusedEvenWhereNoneIsRequired() {
    assertRefused(
        Refusal.FORGED, tolerant(), seal(signing(), MESSAGE).replace("monthly", "weekly"));
  }

  @Property(tries = 300)
  void textInWhichAnyCharacterWasChangedIsRefused(
      @ForAll @IntRange(min = 0, max = 10_000) int place, @ForAll char replacement) {
    String sealed = seal(signing(), MESSAGE);
    int at = place % sealed.length();
    if (sealed.charAt(at) == replacement) {
      return;
    }
    String changed = sealed.substring(0, at) + replacement + sealed.substring(at + 1);

    HmacSigning receiver = signing();
    assertThrows(UnverifiedMessageException.class, () -> receiver.open(CHANNEL, changed));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "}", ",\"a\":1}"})
  void signatureThatIsNotAtTheEndIsMalformed(String tail) {
    assertRefused(Refusal.MALFORMED, tolerant(), seal(signing(), MESSAGE) + tail);
  }

  @Test
  void signatureIsGoodForItsChannelOnly() {
    String elsewhere = signing().seal("other", MESSAGE, PG_NOTIFY).get(0);

    assertRefused(Refusal.FORGED, signing(), elsewhere);
  }

  @Test
  void signatureIsGoodForItsBrokerOnly() {
    Signing socket = signing("socket", Map.of("k1", OLD_KEY), "k1", true);

    assertRefused(Refusal.FORGED, signing(), seal(socket, MESSAGE));
  }

  @Test
  void signatureWithAnotherKeyOfTheSameNameIsRefused() {
    Signing stranger = signing("pg_notify", Map.of("k1", NEW_KEY), "k1", true);

    assertRefused(Refusal.FORGED, signing(), seal(stranger, MESSAGE));
  }

  @Test
  void signatureWithAnUnknownKeyIsRefusedAndNamesIt() {
    Signing stranger = signing("pg_notify", Map.of("k9", NEW_KEY), "k9", true);

    UnverifiedMessageException e =
        assertThrows(
            UnverifiedMessageException.class,
            () -> signing().open(CHANNEL, seal(stranger, MESSAGE)));
    assertEquals(
        "it is signed with the key \"k9\", which brokers.pg_notify.signing lacks", e.getMessage());
    assertEquals(Refusal.UNKNOWN_KEY, e.refusal());
  }

  @Test
  void keysAreRotatedWithoutLosingAMessage() {
    Map<String, String> both = Map.of("k1", OLD_KEY, "k2", NEW_KEY);
    Signing onlyOld = signing();
    Signing acceptsBoth = signing("pg_notify", both, "k1", true);
    Signing signsNew = signing("pg_notify", both, "k2", true);
    Signing onlyNew = signing("pg_notify", Map.of("k2", NEW_KEY), "k2", true);

    for (List<Signing> step :
        List.of(
            List.of(onlyOld, acceptsBoth),
            List.of(acceptsBoth, signsNew),
            List.of(signsNew, onlyNew))) {
      assertEquals(MESSAGE, step.get(1).open(CHANNEL, seal(step.get(0), MESSAGE)));
      assertEquals(MESSAGE, step.get(0).open(CHANNEL, seal(step.get(1), MESSAGE)));
    }
    assertRefused(Refusal.UNKNOWN_KEY, onlyNew, seal(onlyOld, MESSAGE));
  }

  @Test
  void messageIsAcceptedOnce() {
    HmacSigning receiver = signing();
    String sealed = seal(signing(), MESSAGE);
    receiver.open(CHANNEL, sealed);

    assertRefused(Refusal.REPLAYED, receiver, sealed);
  }

  @Test
  void equalMessagesOfOneMomentAreTwo() {
    HmacSigning sender = signing();
    HmacSigning receiver = signing();

    assertEquals(MESSAGE, receiver.open(CHANNEL, seal(sender, MESSAGE)));
    assertEquals(MESSAGE, receiver.open(CHANNEL, seal(sender, MESSAGE)));
  }

  @Test
  void messageIsGoodUntilItsMaximumAgeAndNotLonger() {
    String first = seal(signing(), MESSAGE);
    String second = seal(signing(), MESSAGE);
    HmacSigning receiver = signing();
    now = now.plusSeconds(60);
    assertEquals(MESSAGE, receiver.open(CHANNEL, first));
    now = now.plusMillis(1);

    assertRefused(Refusal.EXPIRED, receiver, second);
  }

  @Test
  void clockMayBeAheadByTheMaximumAgeAndNotMore() {
    String first = seal(signing(), MESSAGE);
    String second = seal(signing(), MESSAGE);
    HmacSigning receiver = signing();
    now = now.minusSeconds(60);
    assertEquals(MESSAGE, receiver.open(CHANNEL, first));
    now = now.minusMillis(1);

    assertRefused(Refusal.AHEAD, receiver, second);
  }

  @Test
  void clockThatIsSetBackMakesNoReplayPossible() {
    HmacSigning receiver = signing();
    String sealed = seal(signing(), MESSAGE);
    receiver.open(CHANNEL, sealed);
    now = now.plusSeconds(100);
    receiver.open(CHANNEL, seal(signing(), MESSAGE));
    now = now.minusSeconds(100);

    assertRefused(Refusal.FORGOTTEN, receiver, sealed);
  }

  @Test
  void memoryIsBoundedAndWhatItForgetsIsRefusedNotAcceptedAgain() {
    HmacSigning sender = signing();
    HmacSigning receiver = signing();
    String first = seal(sender, MESSAGE);
    receiver.open(CHANNEL, first);
    for (int i = 0; i < 1500; i++) {
      now = now.plusMillis(1);
      receiver.open(CHANNEL, seal(sender, MESSAGE));
    }

    assertEquals(
        1000,
        ((Map<?, ?>) Objects.requireNonNull(receiver.status().get("signing"))).get("remembered"));
    assertRefused(Refusal.FORGOTTEN, receiver, first);
  }

  @Property(tries = 60)
  void everySignedTextFitsItsBroker(
      @ForAll @IntRange(min = 0, max = 400) int below,
      @ForAll @IntRange(min = 1, max = 32) int idLength) {
    String id = "k".repeat(idLength);
    for (int limit : new int[] {SOCKET, PG_NOTIFY}) {
      for (String filling : List.of("x", "é", "漢", "\ud83d\ude00", "\"")) {
        HmacSigning sender = signing("pg_notify", Map.of(id, OLD_KEY), id, true);
        int bytes = filling.charAt(0) < 0x80 ? 1 : 6 * filling.length(); // As escapes.
        String text = Json.write(Map.of("task", filling.repeat((limit - below) / bytes)));

        List<String> sealed = sender.seal(CHANNEL, text, limit);

        sealed.forEach(each -> assertTrue(each.getBytes(UTF_8).length <= limit));
        String received = receive(signing("pg_notify", Map.of(id, OLD_KEY), id, true), sealed);
        assertEquals(Json.parse(text), Json.parse(received));
      }
    }
  }

  @Test
  void textThatFillsItsBrokerToTheLastByteGoesUnchunked() {
    HmacSigning sender = signing();
    int envelope = seal(sender, "{\"a\":\"\"}").length() - "{\"a\":\"\"}".length();
    String full = "{\"a\":\"" + "x".repeat(PG_NOTIFY - envelope - 8) + "\"}";

    assertEquals(PG_NOTIFY, seal(sender, full).length());
    assertEquals(2, sender.seal(CHANNEL, full.replace("\"}", "x\"}"), PG_NOTIFY).size());
  }

  /** Every chunk is signed on its own: exchanging slices between two of them is noticed. */
  @Test
  void swappedChunksAreRefused() {
    List<String> sealed =
        signing().seal(CHANNEL, Json.write(Map.of("task", "x".repeat(9000))), PG_NOTIFY);
    String swapped = sealed.get(0).replace("\"index\":0", "\"index\":1");

    assertRefused(Refusal.FORGED, signing(), swapped);
  }

  private static String receive(Signing receiver, List<String> sealed) {
    ChunkAssembler assembler = new ChunkAssembler(Duration.ofSeconds(60));
    for (String each : sealed) {
      String text = receiver.open(CHANNEL, each);
      if (sealed.size() == 1) {
        return text;
      }
      if (assembler.add((Chunk) MessageDecoder.decode(text), Acknowledgeable.NONE, Instant.EPOCH)
          instanceof ChunkAssembler.Complete complete) {
        return complete.text();
      }
    }
    throw new AssertionError("the message isn't whole");
  }

  @Test
  void refusedRepliesAreLeftOutAndTheOthersStay() {
    String good = seal(signing(), MESSAGE);

    assertEquals(
        List.of(MESSAGE), signing().verifyReplies(CHANNEL, List.of("{\"node_id\":\"x\"}", good)));
  }

  @Test
  void vectorsOfTheFormatAreAccepted() throws IOException {
    for (Object each : vectors()) {
      Map<?, ?> vector = (Map<?, ?>) each;
      now = Instant.ofEpochMilli(((Number) text(vector, "now_millis")).longValue());
      String keyId = (String) text(vector, "key_id");
      HmacSigning receiver =
          signing(
              (String) text(vector, "broker"),
              Map.of(keyId, (String) text(vector, "key")),
              keyId,
              true);

      assertEquals(
          text(vector, "text"),
          receiver.open((String) text(vector, "channel"), (String) text(vector, "signed")));
    }
  }

  private static Object text(Map<?, ?> vector, String field) {
    return Objects.requireNonNull(vector.get(field), field);
  }

  private static List<?> vectors() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            HmacSigningTest.class.getResourceAsStream("/vectors/signatures.json"))) {
      return (List<?>) Objects.requireNonNull(Json.parse(new String(in.readAllBytes(), UTF_8)));
    }
  }

  @Test
  void keysAppearInNoText() {
    HmacSigning signing = signing();

    assertEquals("signing of pg_notify with [k1]", signing.toString());
    assertFalse(signing.status().toString().contains(OLD_KEY));
  }
}
