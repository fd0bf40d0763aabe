package io.dispatcherd.config.sections;

import io.dispatcherd.config.Secret;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.SchemaRules;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Section {@code brokers.<name>.signing}: what may stand in it, and what it becomes. */
public final class SigningTable {
  private static final int MOST_REMEMBERED = 10_000_000;

  private static final Option<Secret> KEY =
      Option.of(
          "key",
          new SigningKeyType(),
          "The secret that publishers, services and control clients share, as text. Refer to the"
              + " environment, such as ${DISPATCHERD_KEY}.");
  private static final Option<KeyFile> KEY_FILE =
      Option.of(
          "key_file",
          new SigningKeyFileType(),
          "In place of key: a file that holds it, which nobody but its owner should be able to"
              + " read.");
  private static final Option<String> SIGN_WITH =
      Option.of("sign_with", OptionTypes.text(), "Which of keys signs.")
          .documentedDefault("the only one of keys");
  private static final Option<Boolean> REQUIRED =
      Option.of(
              "required",
              OptionTypes.bool(),
              "Whether what isn't signed is refused. What is signed wrongly always is.")
          .orElse(true);
  private static final Option<Duration> MAX_AGE =
      Option.of(
              "max_age_seconds",
              OptionTypes.positiveSeconds(),
              "A message is refused if it was signed longer ago than this, or more than this ahead"
                  + " of this machine's clock.")
          .orElse(Duration.ofSeconds(60));
  private static final Option<Integer> REPLAY_MEMORY =
      Option.of(
              "replay_memory",
              OptionTypes.integer(1000, MOST_REMEMBERED),
              "How many messages are remembered, about 100 bytes each, so that none is accepted"
                  + " twice within max_age_seconds. When there are more, the oldest are forgotten"
                  + " and what was signed before them is refused.")
          .orElse(100_000);

  private static final Section KEYS =
      Section.of(
              "keys",
              "In place of key and key_file: several keys by their ids. All are accepted, one"
                  + " signs.")
          .with(
              new Section.Others.Sections(
                  Section.of("id", "One of the accepted keys.", KEY, KEY_FILE)
                      .where(
                          SchemaRules.oneOf(
                              SchemaRules.has(KEY.name()), SchemaRules.has(KEY_FILE.name()))),
                  "^[A-Za-z0-9_-]{1,32}$",
                  SigningTable::problemWithId));

  public static final Section SECTION =
      Section.of(
              "signing",
              "If this section is there, messages are signed when they are sent and checked when"
                  + " they are received.",
              KEY,
              KEY_FILE,
              SIGN_WITH,
              REQUIRED,
              MAX_AGE,
              REPLAY_MEMORY)
          .with(KEYS)
          .where(
              SchemaRules.oneOf(
                  SchemaRules.has(KEY.name()),
                  SchemaRules.has(KEY_FILE.name()),
                  SchemaRules.has(KEYS.name())));

  private final Problems problems;
  private final List<String> notes = new ArrayList<>();

  public SigningTable(Problems problems) {
    this.problems = problems;
  }

  private static Optional<String> problemWithId(String id) {
    return SigningSettings.isKeyId(id)
        ? Optional.empty()
        : Optional.of("the id of a key must be 1 to 32 letters, digits, _ and -");
  }

  /** The settings; empty if there is no such section, or it can't be used, which is reported. */
  public Optional<SigningSettings> settings(SectionValues broker) {
    SectionValues signing = broker.sections().get(SECTION.name());
    if (signing == null) {
      return Optional.empty();
    }
    // Not with null either: who writes the key, and forgets what belongs there, wants signatures.
    Map<String, Secret> keys = keys(signing);
    return signWith(signing, keys)
        .map(
            id ->
                new SigningSettings(
                    keys,
                    id,
                    signing.get(MAX_AGE),
                    signing.get(REQUIRED),
                    signing.get(REPLAY_MEMORY),
                    notes));
  }

  private Map<String, Secret> keys(SectionValues signing) {
    Map<String, Secret> keys = new LinkedHashMap<>();
    SectionValues several = signing.section(KEYS);
    if (!several.isPresent()) {
      key(signing, "needs key, key_file or keys")
          .ifPresent(key -> keys.put(SigningSettings.ONLY_KEY, key));
    } else if (signing.has(KEY) || signing.has(KEY_FILE)) {
      problems.add(several.place(), "can't be used together with key or key_file");
    } else if (several.sections().isEmpty()) {
      problems.add(several.place(), "needs at least one key");
    } else {
      several
          .sections()
          .forEach(
              (id, values) ->
                  key(values, "needs key or key_file").ifPresent(key -> keys.put(id, key)));
      if (keys.size() < several.sections().size()) {
        keys.clear(); // What is wrong with the others has been reported.
      }
    }
    return keys;
  }

  private Optional<Secret> key(SectionValues values, String missing) {
    Optional<Secret> text = values.find(KEY);
    Optional<KeyFile> file = values.find(KEY_FILE);
    if (text.isPresent() && file.isPresent()) {
      problems.add(values.placeOf(KEY_FILE), "can't be used together with key");
      return Optional.empty();
    }
    if (text.isEmpty() && file.isEmpty()) {
      problems.add(values.place(), missing);
    }
    file.flatMap(KeyFile::exposure)
        .ifPresent(note -> notes.add(values.placeOf(KEY_FILE).path() + ": " + note));
    return text.or(() -> file.map(KeyFile::key));
  }

  private Optional<String> signWith(SectionValues signing, Map<String, Secret> keys) {
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> given = signing.find(SIGN_WITH);
    if (given.isEmpty() && keys.size() == 1) {
      return keys.keySet().stream().findFirst();
    }
    if (given.filter(keys::containsKey).isEmpty()) {
      problems.add(
          signing.placeOf(SIGN_WITH),
          "must be one of the keys " + keys.keySet() + ": the one that signs");
      return Optional.empty();
    }
    return given;
  }
}
