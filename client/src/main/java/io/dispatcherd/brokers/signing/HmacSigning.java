package io.dispatcherd.brokers.signing;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Rejected;
import io.dispatcherd.brokers.signing.Envelope.Stamp;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signatures by HMAC-SHA256 with keys that all sides share. */
final class HmacSigning implements Signing {
  private static final Logger log = LoggerFactory.getLogger(HmacSigning.class);

  private final String broker;
  private final SigningSettings settings;
  private final InstantSource clock;
  private final Map<String, Macs> keys = new LinkedHashMap<>();
  private final Macs signer;
  private final Nonces nonces = new Nonces();
  private final ReplayMemory memory;

  /** Has every key from the start on. */
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  HmacSigning(String broker, SigningSettings settings, InstantSource clock) {
    this.broker = broker;
    this.settings = settings;
    this.clock = clock;
    this.memory = new ReplayMemory(settings.replayMemory());
    settings.notes().forEach(log::warn);
    settings.keys().forEach((id, key) -> keys.put(id, new Macs(key)));
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, new LongAdder());
    }
    signer = Objects.requireNonNull(keys.get(settings.signWith()));
  }

  @Override
  public List<String> seal(String channel, String message, int maxBytes) {
    String object = message.strip();
    if (!Envelope.fits(object)) {
      throw new IllegalArgumentException(
          broker + ": only a JSON object can be signed, and " + option("signing") + " is on");
    }
    Stamp first = stamp();
    List<String> sealed = new ArrayList<>();
    for (String part : ChunkSplitter.split(object, maxBytes - Envelope.size(first))) {
      Stamp stamp = sealed.isEmpty() ? first : stamp();
      sealed.add(new Envelope(part, stamp, mac(signer, stamp, channel, part)).sealed());
    }
    return sealed;
  }

  @Override
  public String sealKept(String channel, String message) {
    return seal(channel, message, Integer.MAX_VALUE).get(0);
  }

  private Stamp stamp() {
    return new Stamp(settings.signWith(), clock.millis(), nonces.next());
  }

  /** What is signed names everything that it is meant for, and ends with the exact text. */
  private String mac(Macs key, Stamp stamp, String channel, String text) {
    int channelBytes = channel.getBytes(StandardCharsets.UTF_8).length;
    String head =
        String.join(
            "\n", "dispatcherd", stamp.text(), broker, Integer.toString(channelBytes), channel, "");
    return key.of(head, text);
  }

  @Override
  public String open(String channel, String text) {
    return open(
        channel,
        text,
        envelope -> {
          checkTime(envelope.stamp().millis(), clock.millis());
          checkFirst(envelope);
        });
  }

  @Override
  public String openKept(String channel, String text) {
    return open(channel, text, envelope -> {});
  }

  private String open(String channel, String text, Consumer<Envelope> otherChecks) {
    Envelope envelope = Envelope.of(text).orElse(null);
    if (envelope == null) {
      checkUnsigned(text);
      return text;
    }
    checkMac(envelope, channel);
    otherChecks.accept(envelope);
    return envelope.text();
  }

  private void checkUnsigned(String text) {
    if (Envelope.isIn(text)) {
      throw refuse(Refusal.MALFORMED, "its signature isn't one, or not at its end");
    }
    if (settings.required()) {
      throw refuse(
          Refusal.UNSIGNED, "it isn't signed, and " + option("signing.required") + " is true");
    }
  }

  private void checkMac(Envelope envelope, String channel) {
    String keyId = envelope.stamp().keyId();
    Macs key = keys.get(keyId);
    if (key == null) {
      throw refuse(
          Refusal.UNKNOWN_KEY,
          "it is signed with the key \"" + keyId + "\", which " + option("signing") + " lacks");
    }
    String expected = mac(key, envelope.stamp(), channel, envelope.text());
    if (!MessageDigest.isEqual(bytes(expected), bytes(envelope.mac()))) {
      throw refuse(
          Refusal.FORGED,
          "its signature is wrong: it was changed, or meant for another channel, or its signer has"
              + " another key of the name \""
              + keyId
              + "\"");
    }
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  private void checkTime(long signed, long now) {
    long maxAge = settings.maxAge().toMillis();
    if (now - signed > maxAge) {
      throw refuse(
          Refusal.EXPIRED,
          "it was signed %d s ago, %s allows %d"
              .formatted((now - signed) / 1000, option("signing.max_age_seconds"), maxAge / 1000));
    }
    if (signed - now > maxAge) {
      throw refuse(
          Refusal.AHEAD,
          "it was signed %d s ahead of this machine's clock; are both clocks right?"
              .formatted((signed - now) / 1000));
    }
  }

  private void checkFirst(Envelope envelope) {
    long oldest = clock.millis() - settings.maxAge().toMillis();
    switch (memory.remember(envelope.mac(), envelope.stamp().millis(), oldest)) {
      case NEW -> {}
      case SEEN -> throw refuse(Refusal.REPLAYED, "it has been received before");
      case FORGOTTEN ->
          throw refuse(
              Refusal.FORGOTTEN,
              "it was signed before what is still remembered, so it may be a replay; "
                  + option("signing.replay_memory")
                  + " is "
                  + settings.replayMemory());
    }
  }

  private UnverifiedMessageException refuse(Refusal refusal, String why) {
    Objects.requireNonNull(refused.get(refusal)).increment();
    return new UnverifiedMessageException(refusal, why);
  }

  private String option(String name) {
    return "brokers." + broker + "." + name;
  }

  @Override
  public Received check(
      String channel, String text, BiFunction<String, String, Delivery> delivery) {
    return received(channel, () -> open(channel, text), delivery);
  }

  @Override
  public Received checkKept(
      String channel, String text, BiFunction<String, String, Delivery> delivery) {
    return received(channel, () -> openKept(channel, text), delivery);
  }

  private static Received received(
      String channel, Supplier<String> opened, BiFunction<String, String, Delivery> delivery) {
    try {
      return delivery.apply(channel, opened.get());
    } catch (UnverifiedMessageException e) {
      return new Rejected(
          delivery.apply(channel, ""),
          new Acknowledgement.Rejected(
              Acknowledgement.Reason.UNVERIFIED, String.valueOf(e.getMessage())),
          e);
    }
  }

  @Override
  public List<String> verifyReplies(String replyTo, List<String> received) {
    List<String> verified = new ArrayList<>(received.size());
    for (String reply : received) {
      try {
        verified.add(open(replyTo, reply));
      } catch (UnverifiedMessageException e) {
        log.warn("Ignoring a reply: {}", e.getMessage());
      }
    }
    return verified;
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> counts = new LinkedHashMap<>();
    refused.forEach((refusal, count) -> counts.put(refusal.wireName(), count.sum()));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("required", settings.required());
    status.put("remembered", memory.size());
    status.put("refused", counts);
    return Map.of("signing", status);
  }

  /** Names the keys and doesn't show them. */
  @Override
  public String toString() {
    return "signing of %s with %s".formatted(broker, settings.keys().keySet());
  }
}
