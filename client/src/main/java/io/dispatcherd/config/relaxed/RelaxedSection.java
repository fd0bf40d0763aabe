package io.dispatcherd.config.relaxed;

import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.config.source.Interpolation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A section of the settings as properties of a framework write it: {@code max-running}, {@code
 * maxRunning}, {@code MAXRUNNING} of an environment variable and {@code max_running} are one
 * option, lists may be written with commas, and all values may be text. Keys that are the user's
 * own, such as names of queues, stay as they are.
 */
final class RelaxedSection {
  private static final String NUMBER = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?";

  private final Section section;

  private RelaxedSection(Section section) {
    this.section = section;
  }

  /** All settings. */
  static RelaxedSection root() {
    return new RelaxedSection(SettingsReader.ROOT);
  }

  /** What is the same for all ways of writing a name. */
  static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /**
   * The same as the file would say it. At the root, what isn't known is left out, since variables
   * of the environment such as {@code DISPATCHERD_HOME} aren't meant for us.
   */
  Map<String, @Nullable Object> canonical(Map<String, @Nullable Object> given) {
    Map<String, @Nullable Object> canonical = new LinkedHashMap<>();
    given.forEach((key, value) -> add(key, value, canonical));
    return canonical;
  }

  private void add(String key, @Nullable Object value, Map<String, @Nullable Object> to) {
    Optional<Option<?>> option =
        section.options().stream()
            .filter(each -> plain(each.name()).equals(plain(key)))
            .findFirst();
    if (option.isPresent()) {
      to.put(option.get().name(), value(option.get(), value));
      return;
    }
    Optional<Section> inner =
        section.sections().stream()
            .filter(each -> plain(each.name()).equals(plain(key)))
            .findFirst();
    if (inner.isPresent()) {
      to.put(inner.get().name(), content(inner.get(), value));
    } else if (!section.name().isEmpty()) {
      to.put(key, ofOther(value));
    }
  }

  private @Nullable Object ofOther(@Nullable Object value) {
    if (section.others() instanceof Section.Others.Typed typed) {
      Object type = value instanceof Map<?, ?> map ? map.get(Section.TYPE.name()) : null;
      for (Section each : typed.types()) {
        if (type != null && plain(each.name()).equals(plain(type.toString()))) {
          return ofType(each, value);
        }
      }
      return content(typed.otherwise().template(), value);
    }
    return section.others() instanceof Section.Others.Sections sections
        ? content(sections.template(), value)
        : free(value);
  }

  private static @Nullable Object ofType(Section type, @Nullable Object value) {
    Object content = content(type, value);
    if (content instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> all = new LinkedHashMap<>();
      map.forEach((key, one) -> all.put((String) key, one));
      all.put(Section.TYPE.name(), type.name());
      return all;
    }
    return content;
  }

  /** An empty text is what a section without content becomes in a file of properties. */
  private static @Nullable Object content(Section section, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> given = new LinkedHashMap<>();
      map.forEach((key, one) -> given.put(String.valueOf(key), one));
      return new RelaxedSection(section).canonical(given);
    }
    return "".equals(value) ? Map.of() : value;
  }

  private static @Nullable Object value(Option<?> option, @Nullable Object value) {
    Object type = option.type().schema().get("type");
    if (value == null || value.equals("")) {
      return null;
    }
    if ("array".equals(type)) {
      return elements(value).stream().map(RelaxedSection::free).toList();
    }
    boolean isText =
        "string".equals(type) || (type == null && option.type().schema().containsKey("enum"));
    return isText && value instanceof CharSequence ? text(value) : free(value);
  }

  private static List<@Nullable Object> elements(Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.values());
    }
    return Arrays.stream(value.toString().split(",")).<@Nullable Object>map(String::trim).toList();
  }

  /** A value of which only its text is known. */
  private static @Nullable Object free(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      if (isList(map)) {
        return map.values().stream().map(RelaxedSection::free).toList();
      }
      Map<String, @Nullable Object> free = new LinkedHashMap<>();
      map.forEach((key, one) -> free.put(String.valueOf(key), free(one)));
      return free;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RelaxedSection::free).toList();
    }
    if (!(value instanceof CharSequence)) {
      return value;
    }
    String text = value.toString();
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (text.matches(NUMBER) && text.length() < 30) {
      BigDecimal number = new BigDecimal(text);
      return number.scale() > 0 ? (Object) number.doubleValue() : number.toBigIntegerExact();
    }
    return text(text);
  }

  /** The framework has replaced its references already: what still looks like one is none. */
  private static String text(Object value) {
    return Interpolation.escape(value.toString());
  }

  /** What {@code name[0]}, {@code name[1]} become in a map. */
  private static boolean isList(Map<?, ?> map) {
    int next = 0;
    for (Object key : map.keySet()) {
      if (!String.valueOf(key).equals(Integer.toString(next))) {
        return false;
      }
      next++;
    }
    return next > 0;
  }
}
