package io.dispatcherd.config.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The part of a configuration that is needed to ask services: the broker for commands.
 *
 * @param root what is needed of the whole
 * @param paths where it stands
 */
public record ControlPart(ConfigNode root, Set<String> paths) {
  private static final String VERSION = "version";
  private static final String BROKERS = "brokers";
  private static final String PUBLISH = "publish";

  /** The options that choose the broker, the first one first. */
  private static final List<String> CHOICES = List.of("default_control_broker", "default_broker");

  /** Of a configuration that doesn't say which broker that is, everything. */
  public static ControlPart of(ConfigNode root) {
    Map<String, ConfigNode> brokers = entries(root, BROKERS);
    Map<String, ConfigNode> publish = entries(root, PUBLISH);
    Optional<String> choice =
        CHOICES.stream().filter(name -> given(publish, name).isPresent()).findFirst();
    Optional<String> broker =
        choice.isPresent()
            ? choice.flatMap(name -> given(publish, name)).map(it -> String.valueOf(it.toValue()))
            : brokers.keySet().stream().findFirst().filter(only -> brokers.size() == 1);
    return broker
        .filter(brokers::containsKey)
        .map(name -> of((ConfigNode.Mapping) root, name, choice))
        .orElse(new ControlPart(root, Set.of("")));
  }

  private static ControlPart of(ConfigNode.Mapping root, String broker, Optional<String> choice) {
    Map<String, ConfigNode> part = new LinkedHashMap<>(root.entries());
    part.keySet().retainAll(Set.of(VERSION, BROKERS, PUBLISH));
    part.computeIfPresent(BROKERS, (name, node) -> only(node, Optional.of(broker)));
    part.computeIfPresent(PUBLISH, (name, node) -> only(node, choice));
    return new ControlPart(
        new ConfigNode.Mapping(root.place(), part),
        Set.of(VERSION, BROKERS + "." + broker, PUBLISH + "." + choice.orElse("")));
  }

  /** Whether what stands at this path belongs to it. */
  public boolean concerns(String path) {
    return paths.stream()
        .anyMatch(
            part ->
                part.isEmpty()
                    || path.equals(part)
                    || Stream.of(".", "[").anyMatch(end -> path.startsWith(part + end)));
  }

  private static ConfigNode only(ConfigNode node, Optional<String> key) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      return node;
    }
    Map<String, ConfigNode> kept = new LinkedHashMap<>(mapping.entries());
    kept.keySet().removeIf(name -> !key.equals(Optional.of(name)));
    return new ConfigNode.Mapping(mapping.place(), kept);
  }

  private static Optional<ConfigNode> given(Map<String, ConfigNode> section, String option) {
    return Optional.ofNullable(section.get(option)).filter(node -> !node.isNull());
  }

  private static Map<String, ConfigNode> entries(ConfigNode root, String section) {
    return root instanceof ConfigNode.Mapping mapping
            && mapping.entries().get(section) instanceof ConfigNode.Mapping entries
        ? entries.entries()
        : Map.of();
  }
}
