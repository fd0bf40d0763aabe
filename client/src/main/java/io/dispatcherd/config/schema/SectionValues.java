package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stood in one section, read and checked option by option. */
public final class SectionValues {
  private final Place place;
  private final boolean present;
  private final Map<String, Given> options = new LinkedHashMap<>();
  private final Map<String, SectionValues> sections = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> others = new LinkedHashMap<>();
  private boolean sound = true;

  /**
   * What stood here for one option.
   *
   * @param value empty if that was null
   */
  private record Given(Place place, Optional<?> value) {}

  /**
   * @param present whether the section stood in the file at all
   */
  SectionValues(Place place, boolean present) {
    this.place = place;
    this.present = present;
  }

  void put(Option<?> option, Place at, Optional<?> value) {
    options.put(option.name(), new Given(at, value));
  }

  void put(String key, SectionValues values) {
    sections.put(key, values);
  }

  void putOther(String key, @Nullable Object value) {
    others.put(key, value);
  }

  void unsound() {
    sound = false;
  }

  public Place place() {
    return place;
  }

  public boolean isPresent() {
    return present;
  }

  /** Whether everything here and below could be read, so that it makes sense to look closer. */
  public boolean isSound() {
    return sound && sections.values().stream().allMatch(SectionValues::isSound);
  }

  /** Whether the option stood here, null included. */
  public boolean has(Option<?> option) {
    return options.containsKey(option.name());
  }

  /** Where the option stands, or the section if it doesn't. */
  public Place placeOf(Option<?> option) {
    Given given = options.get(option.name());
    return given == null ? place.child(option.name()) : given.place();
  }

  /** The value, or the default; absent if null was given or there is no default. */
  @SuppressWarnings("unchecked") // put there under an option of this type
  public <T> Optional<T> find(Option<T> option) {
    Given given = options.get(option.name());
    return given == null ? option.whenLeftOut() : (Optional<T>) given.value();
  }

  /** The value of an option that is required or has a default. */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new NoSuchElementException(option.name() + " has no value"));
  }

  /** A section that the table names; an empty one with all defaults if it wasn't there. */
  public SectionValues section(Section section) {
    return sections.getOrDefault(
        section.name(), new SectionValues(place.child(section.name()), false));
  }

  /** Sections that stood here, in the order of the file. */
  public Map<String, SectionValues> sections() {
    return sections;
  }

  /** All that stood here except sections, by name. */
  public Map<String, @Nullable Object> optionsAndOthers() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    options.forEach((name, given) -> given.value().ifPresent(value -> all.put(name, value)));
    all.putAll(others);
    return all;
  }

  /** Free keys and their values, in the order of the file. */
  public Map<String, @Nullable Object> others() {
    return others;
  }
}
