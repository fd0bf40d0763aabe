package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.JsonValues;
import io.dispatcherd.config.source.Problems;
import java.util.List;
import java.util.Optional;

/** Reads nodes as the table of sections and options says, and reports what doesn't fit. */
public final class SectionReader {
  private final Problems problems;

  public SectionReader(Problems problems) {
    this.problems = problems;
  }

  public SectionValues read(Section section, ConfigNode node) {
    int before = problems.count();
    SectionValues values = new SectionValues(node.place(), isPresent(node));
    if (node instanceof ConfigNode.Mapping mapping) {
      mapping.entries().forEach((key, entry) -> readEntry(section, key, entry, values));
      reportMissing(section, values);
    } else if (node.isNull() || node.isBroken()) {
      reportMissing(section, values);
    } else {
      problems.add(node.place(), "expected a section (a mapping), got " + node.kind());
    }
    if (problems.count() > before) {
      values.unsound();
    }
    return values;
  }

  /** A key with nothing behind it is an empty section; an explicit null is none. */
  private static boolean isPresent(ConfigNode node) {
    return !(node instanceof ConfigNode.Scalar scalar) || !node.isNull() || scalar.text().isEmpty();
  }

  private void readEntry(Section section, String key, ConfigNode entry, SectionValues values) {
    Optional<Option<?>> option = section.option(key);
    Optional<Section> inner = section.section(key);
    if (option.isPresent()) {
      readOption(option.get(), entry, values);
    } else if (inner.isPresent()) {
      values.put(key, read(inner.get(), entry));
    } else if (section.others() instanceof Section.Others.Sections sections) {
      readNamed(section, sections, key, entry, values);
    } else if (section.others() instanceof Section.Others.Typed typed) {
      readTyped(section, typed, key, entry, values);
    } else if (section.others() instanceof Section.Others.Values) {
      if (JsonValues.check(entry, problems)) {
        values.putOther(key, entry.toValue());
      }
    } else {
      boolean isSection = entry instanceof ConfigNode.Mapping && !section.sections().isEmpty();
      String what = isSection ? "unknown section" : "unknown option";
      List<String> known = section.knownKeys();
      problems.add(entry.place(), what + Suggestion.forUnknown(key, known));
    }
  }

  private void readTyped(
      Section section,
      Section.Others.Typed typed,
      String key,
      ConfigNode entry,
      SectionValues values) {
    ConfigNode type =
        entry instanceof ConfigNode.Mapping mapping
            ? mapping.entries().get(Section.TYPE.name())
            : null;
    if (type == null || !key.matches(Section.OWN_NAMES)) {
      readNamed(section, typed.otherwise(), key, entry, values);
      return;
    }
    String named = String.valueOf(type.toValue());
    Optional<Section> found = typed.of(named);
    if (found.isPresent()) {
      values.put(key, read(found.get(), entry));
    } else {
      List<String> known = typed.types().stream().map(Section::name).toList();
      problems.add(type.place(), "unknown type" + Suggestion.forUnknown(named, known));
    }
  }

  private void readNamed(
      Section section,
      Section.Others.Sections sections,
      String key,
      ConfigNode entry,
      SectionValues values) {
    Optional<String> nearest = Suggestion.nearest(key, section.knownKeys());
    Optional<String> wrong = sections.names().problemWith(key);
    if (wrong.isPresent()) {
      String meant = nearest.map(name -> ", did you mean \"" + name + "\"?").orElse("");
      problems.add(entry.place(), wrong.get() + meant);
    } else {
      values.put(key, read(sections.template(), entry));
    }
  }

  private <T> void readOption(Option<T> option, ConfigNode entry, SectionValues values) {
    if (!entry.isNull()) {
      Optional<T> value = option.type().read(entry, problems);
      values.put(option, entry.place(), value);
      if (value.isEmpty()) {
        values.unsound();
      }
      return;
    }
    values.put(option, entry.place(), Optional.empty());
    if (option.presence() != Option.Presence.NULLABLE) {
      String advice =
          option.presence() == Option.Presence.REQUIRED
              ? ""
              : "; leave it out for the default" + shown(option);
      problems.add(entry.place(), "expected " + option.type().words() + ", got null" + advice);
    }
  }

  private static String shown(Option<?> option) {
    return option.shownDefault().isEmpty() ? "" : " (" + option.shownDefault() + ")";
  }

  private void reportMissing(Section section, SectionValues values) {
    for (Option<?> option : section.options()) {
      if (option.presence() == Option.Presence.REQUIRED && !values.has(option)) {
        problems.add(values.placeOf(option), "is required: " + option.type().words());
      }
    }
  }
}
