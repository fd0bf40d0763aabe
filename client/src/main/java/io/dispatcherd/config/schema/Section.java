package io.dispatcherd.config.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One section of the configuration: what may stand in it.
 *
 * @param name its key in the section around it
 * @param description for the schema and the reference page
 * @param options its options
 * @param sections the sections in it
 * @param others what other keys may stand in it
 * @param rules what its options have to do with each other, as JSON Schemas that all hold
 */
public record Section(
    String name,
    String description,
    List<Option<?>> options,
    List<Section> sections,
    Others others,
    List<Map<String, Object>> rules) {

  /** What keys beyond the known ones mean. */
  public sealed interface Others {

    /** They are errors. */
    record Forbidden() implements Others {}

    /** They are passed on as they are. */
    record Values(String description) implements Others {}

    /**
     * Each is a section of one shape.
     *
     * @param template what stands in each; its name says what the keys are
     * @param pattern a regular expression for the keys, for editors
     * @param names which keys are allowed
     */
    record Sections(Section template, String pattern, NameCheck names) implements Others {}

    /**
     * A key that says which type it is of is a section of that type; all others are as said.
     *
     * @param types the sections that may have a name of one's own, by their names
     * @param otherwise what keys without a type are
     */
    record Typed(List<Section> types, Sections otherwise) implements Others {
      /** The section of a key that is of this type; its option says so. */
      Optional<Section> of(String type) {
        return types.stream()
            .filter(each -> each.name().equals(type))
            .findFirst()
            .map(Section::withType);
      }
    }
  }

  /** Keys that are names of classes have a dot, so that a mistyped short name isn't one. */
  public static final String CLASS_NAMES = PythonNames.JVM_CLASS.replace(")*", ")+");

  /** Names of one's own have no dot, so that they are no classes. */
  public static final String OWN_NAMES = "^[A-Za-z_][A-Za-z0-9_-]*$";

  /** What a section of a name of one's own is. */
  public static final Option<String> TYPE =
      Option.of("type", OptionTypes.text(), "Which type of broker it is.").required();

  /** Decides whether a key may name a section. */
  @FunctionalInterface
  public interface NameCheck {
    /** What is wrong with the key, if something is. */
    Optional<String> problemWith(String name);
  }

  public static Section of(String name, String description, Option<?>... options) {
    return new Section(
        name, description, List.of(options), List.of(), new Others.Forbidden(), List.of());
  }

  private Section withType() {
    List<Option<?>> all = Stream.concat(Stream.of(TYPE), options.stream()).toList();
    return new Section(name, description, all, sections, others, rules);
  }

  public Section with(Section... inner) {
    return new Section(name, description, options, List.of(inner), others, rules);
  }

  public Section with(Others allowed) {
    return new Section(name, description, options, sections, allowed, rules);
  }

  /** Says what no table can; for the schema only, the reader has its own words for it. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  public final Section where(Map<String, Object>... holds) {
    return new Section(name, description, options, sections, others, List.of(holds));
  }

  /** Says more of that, beside what has been said. */
  public Section where(List<Map<String, Object>> more) {
    return new Section(
        name,
        description,
        options,
        sections,
        others,
        Stream.concat(rules.stream(), more.stream()).toList());
  }

  /** Whether it can't be left empty: something must stand in it. */
  boolean needsContent() {
    return !rules.isEmpty()
        || options.stream().anyMatch(each -> each.presence() == Option.Presence.REQUIRED);
  }

  Optional<Option<?>> option(String key) {
    return options.stream().filter(option -> option.name().equals(key)).findFirst();
  }

  public Optional<Section> section(String key) {
    return sections.stream().filter(section -> section.name().equals(key)).findFirst();
  }

  List<String> knownKeys() {
    return Stream.concat(options.stream().map(Option::name), sections.stream().map(Section::name))
        .toList();
  }
}
