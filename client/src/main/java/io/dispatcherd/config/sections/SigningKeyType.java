package io.dispatcherd.config.sections;

import io.dispatcherd.config.Secret;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Place;
import io.dispatcherd.config.source.Problems;
import java.util.Map;
import java.util.Optional;

/** A key to sign with: its text as it stands, without the white space around it. */
record SigningKeyType() implements OptionType<Secret> {
  @Override
  public Optional<Secret> read(ConfigNode node, Problems problems) {
    if (node instanceof ConfigNode.Scalar scalar && !node.isBroken()) {
      return key(scalar.text(), node.place(), problems);
    }
    OptionTypes.wrongType(node, words(), problems);
    return Optional.empty();
  }

  /** The key that a text is, unless it is unfit, which is reported without showing it. */
  static Optional<Secret> key(String text, Place place, Problems problems) {
    Secret key = Secret.of(text.strip());
    int bytes = SigningSettings.bytesOf(key);
    if (bytes < SigningSettings.LEAST_KEY_BYTES) {
      problems.add(
          place,
          "a key of %d bytes is too short, at least %d are needed; make one with: openssl rand"
                  .formatted(bytes, SigningSettings.LEAST_KEY_BYTES)
              + " -base64 32");
      return Optional.empty();
    }
    if (key.reveal().indexOf('\n') >= 0) {
      problems.add(place, "a key is one line of text, this has several");
      return Optional.empty();
    }
    return Optional.of(key);
  }

  @Override
  public Map<String, Object> schema() {
    return OptionTypes.text().schema();
  }

  @Override
  public String words() {
    return "text of at least " + SigningSettings.LEAST_KEY_BYTES + " bytes";
  }
}
