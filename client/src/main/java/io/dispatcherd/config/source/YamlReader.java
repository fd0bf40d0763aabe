package io.dispatcherd.config.source;

import io.dispatcherd.config.ConfigurationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML 1.1 into nodes that know their lines. Builds no objects, whatever the tags say. */
public final class YamlReader {
  private static final Set<String> STANDARD_TAGS =
      Set.of("str", "int", "float", "bool", "null", "timestamp", "merge", "seq", "map");

  /** The most characters that are read. */
  public static final int MAX_CHARACTERS = 3 << 20;

  /** The deepest nesting, as for a configuration from a map. */
  static final int MAX_NESTING = MapReader.DEEPEST;

  /** References to a list or mapping elsewhere in the file. */
  static final int MAX_ALIASES = 50;

  /** Values in all, each alias counted as what it stands for: few aliases can make many. */
  static final int MAX_VALUES = 100_000;

  private final NodeFactory nodes;
  private int values;

  /** Collections being read now: one that turns up inside itself would never end. */
  private final Set<Node> open = new HashSet<>();

  public YamlReader(NodeFactory nodes) {
    this.nodes = nodes;
  }

  /** The content; an empty mapping if there is none. Reports what isn't YAML and throws. */
  public ConfigNode read(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw tooMuch(Place.NOWHERE, "longer than %,d characters".formatted(MAX_CHARACTERS));
    }
    Node root;
    try {
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(MAX_CHARACTERS);
      options.setNestingDepthLimit(MAX_NESTING);
      options.setMaxAliasesForCollections(MAX_ALIASES);
      root =
          new Composer(new ParserImpl(new StreamReader(text), options), new Untyped(), options)
              .getSingleNode();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      nodes
          .problems()
          .add(new Place("", line), "not valid YAML: " + withoutContent(e.getProblem()));
      throw nodes.problems().failure();
    } catch (YAMLException e) {
      nodes
          .problems()
          .add(
              Place.NOWHERE,
              "not valid YAML, or nested more than %d levels deep, or more than %d aliases of lists"
                      .formatted(MAX_NESTING, MAX_ALIASES)
                  + " and mappings");
      throw nodes.problems().failure();
    }
    Place start = new Place("", 1);
    ConfigNode content = root == null ? ConfigNode.absent(start) : convert(start, root);
    return content.isNull() ? ConfigNode.absent(start) : content;
  }

  /** The parser's words, without those that repeat what stands in the file: it may be a secret. */
  private static String withoutContent(@Nullable String problem) {
    if (problem == null) {
      return "it can't be parsed";
    }
    if (problem.contains("alias") || problem.contains("anchor")) {
      return "an alias (text that begins with * must be quoted) names no anchor";
    }
    return problem.contains("tag") ? "text that begins with ! must be quoted" : problem;
  }

  private ConfigurationException tooMuch(Place place, String what) {
    nodes.problems().add(place, what);
    return nodes.problems().failure();
  }

  private ConfigNode convert(Place place, Node node) {
    values++;
    if (values > MAX_VALUES) {
      throw tooMuch(
          place, "more than %,d values, counting what aliases stand for".formatted(MAX_VALUES));
    }
    if (node instanceof ScalarNode scalar) {
      return convertScalar(place, scalar);
    }
    checkTag(place, node);
    if (!open.add(node)) {
      nodes.problems().add(place, "an alias must not refer to what it stands in");
      return ConfigNode.absent(place);
    }
    try {
      return node instanceof SequenceNode sequence
          ? convertSequence(place, sequence)
          : convertMapping(place, (MappingNode) node);
    } finally {
      open.remove(node);
    }
  }

  private ConfigNode convertScalar(Place place, ScalarNode scalar) {
    String text = scalar.getValue();
    if (scalar.getTag().equals(Untyped.PLAIN)) {
      return nodes.plain(place, text);
    }
    checkTag(place, scalar);
    boolean isText = scalar.getTag().equals(Tag.STR);
    return isText ? nodes.quoted(place, text) : nodes.plain(place, text);
  }

  private ConfigNode convertSequence(Place place, SequenceNode sequence) {
    List<ConfigNode> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      elements.add(convert(place.element(elements.size(), line(element)), element));
    }
    return new ConfigNode.Sequence(place, elements);
  }

  private ConfigNode convertMapping(Place place, MappingNode mapping) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, ConfigNode> merged = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        nodes.problems().add(place.child("?", line(entry.getKeyNode())), "a key must be text");
        continue;
      }
      Place at = place.child(key.getValue(), line(key));
      if (key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
        merge(place, entry.getValueNode(), merged);
        continue;
      }
      ConfigNode previous = entries.put(key.getValue(), convert(at, entry.getValueNode()));
      if (previous != null) {
        nodes.problems().add(at, "set twice, first in line " + previous.place().line());
      }
    }
    merged.forEach(entries::putIfAbsent);
    return new ConfigNode.Mapping(place, entries);
  }

  /** A merge key: entries of another mapping, or of several, the first of which wins. */
  private void merge(Place place, Node value, Map<String, ConfigNode> merged) {
    ConfigNode converted = convert(place, value);
    if (converted instanceof ConfigNode.Mapping mapping) {
      mapping.entries().forEach(merged::putIfAbsent);
    } else if (converted instanceof ConfigNode.Sequence sequence
        && sequence.elements().stream().allMatch(ConfigNode.Mapping.class::isInstance)) {
      for (ConfigNode element : sequence.elements()) {
        ((ConfigNode.Mapping) element).entries().forEach(merged::putIfAbsent);
      }
    } else {
      nodes
          .problems()
          .add(place.child("<<", line(value)), "must be a mapping or a list of mappings");
    }
  }

  private void checkTag(Place place, Node node) {
    String tag = node.getTag().getValue();
    boolean standard =
        tag.startsWith(Tag.PREFIX) && STANDARD_TAGS.contains(tag.substring(Tag.PREFIX.length()));
    if (!standard) {
      nodes.problems().add(place, "tags aren't supported; quote text that begins with !");
    }
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** Leaves the meaning of unquoted scalars to {@link YamlScalar}. */
  private static final class Untyped extends Resolver {
    static final Tag PLAIN = new Tag("!plain");

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      if (kind == NodeId.scalar) {
        return implicit ? PLAIN : Tag.STR;
      }
      return kind == NodeId.sequence ? Tag.SEQ : Tag.MAP;
    }
  }
}
