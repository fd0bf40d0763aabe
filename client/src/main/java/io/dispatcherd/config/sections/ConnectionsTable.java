package io.dispatcherd.config.sections;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.schema.ClassNameType;
import io.dispatcherd.config.schema.KeywordType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.SchemaRules;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Place;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import io.dispatcherd.postgres.JdbcTranslation;
import io.dispatcherd.postgres.LibpqKeyword;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The part of a broker's section that says how to connect to PostgreSQL, for all brokers that do.
 */
public final class ConnectionsTable {
  private static final Option<String> CONNINFO =
      Option.of(
              "conninfo",
              new KeywordType(),
              "A libpq connection string: key=value pairs or a postgresql:// URI.")
          .nullable();
  private static final Option<Boolean> AUTOCOMMIT =
      Option.of(
              "autocommit",
              OptionTypes.bool(),
              "Accepted for compatibility; connections always commit at once.")
          .nullable();
  private static final List<Option<String>> KEYWORDS =
      Arrays.stream(LibpqKeyword.values())
          .map(keyword -> Option.of(keyword.word(), new KeywordType(), meaning(keyword)).nullable())
          .toList();
  private static final Section CONFIG =
      Section.of(
          "config",
          "How to connect: a connection string, libpq keywords, or both; keywords win. What is"
              + " absent comes from the service file, the PG* environment variables and the"
              + " password file, as libpq does.",
          Stream.concat(Stream.of(CONNINFO, AUTOCOMMIT), KEYWORDS.stream())
              .toArray(Option<?>[]::new));

  private static final Section LISTEN_CONFIG =
      Section.of(
          "listen_config",
          "How to connect to listen, if that differs from config, for example because config names"
              + " a pgbouncer in transaction mode, through which listening doesn't work. What is"
              + " absent here is taken from config.",
          Stream.concat(Stream.of(CONNINFO), KEYWORDS.stream()).toArray(Option<?>[]::new));

  private static final Option<String> SYNC_CONNECTION_FACTORY =
      Option.of(
              "sync_connection_factory",
              new FactoryType(),
              "Class that supplies connections to publish on: a ConnectionFactory or a DataSource.")
          .nullable();
  private static final Option<String> ASYNC_CONNECTION_FACTORY =
      Option.of(
              "async_connection_factory",
              new FactoryType(),
              "Class that supplies the connection to listen on: a ConnectionFactory or a"
                  + " DataSource.")
          .nullable();
  private static final Option<Optional<ConnectionSource.Embedded>> EMBEDDED =
      Option.of(
              "embedded",
              new EmbeddedType(),
              "Run a PostgreSQL of our own, with its data in this folder (relative to the working"
                  + " directory) or, if true, in a place of its choice. Not together with config or"
                  + " a factory.")
          .nullable();

  private static final Map<String, Object> HAS_FACTORY =
      SchemaRules.anyOf(
          SchemaRules.hasValue(SYNC_CONNECTION_FACTORY.name()),
          SchemaRules.hasValue(ASYNC_CONNECTION_FACTORY.name()));
  private static final Map<String, Object> HAS_EMBEDDED =
      SchemaRules.has(
          EMBEDDED.name(), SchemaRules.anyOf(Map.of("type", "string"), Map.of("const", true)));
  private static final Map<String, Object> SAVER =
      Map.of("enum", FactoryType.CONNECTION_SAVERS.stream().sorted().toList());

  private static final Map<String, Object> USES_SAVER =
      SchemaRules.anyOf(
          SchemaRules.has(SYNC_CONNECTION_FACTORY.name(), SAVER),
          SchemaRules.has(ASYNC_CONNECTION_FACTORY.name(), SAVER));

  /** The options of the broker's section. */
  public static final List<Option<?>> OPTIONS =
      List.of(SYNC_CONNECTION_FACTORY, ASYNC_CONNECTION_FACTORY, EMBEDDED);

  /** The sections in the broker's. */
  public static final List<Section> SECTIONS = List.of(CONFIG, LISTEN_CONFIG);

  /** What the options have to do with each other, as JSON Schemas that all hold. */
  public static final List<Map<String, Object>> RULES =
      List.of(
          SchemaRules.anyOf(SchemaRules.has(CONFIG.name()), HAS_FACTORY, HAS_EMBEDDED),
          SchemaRules.when(
              HAS_EMBEDDED,
              SchemaRules.not(
                  SchemaRules.anyOf(
                      SchemaRules.hasValue(CONFIG.name()),
                      SchemaRules.hasValue(LISTEN_CONFIG.name()),
                      HAS_FACTORY))),
          SchemaRules.when(USES_SAVER, SchemaRules.has(CONFIG.name())));

  private final Problems problems;

  /** Adds what is wrong to these. */
  public ConnectionsTable(Problems problems) {
    this.problems = problems;
  }

  /**
   * Where connections come from.
   *
   * @param publishing those to publish on, and for all else but listening
   * @param listening that to listen on
   */
  public record Sources(ConnectionSource publishing, ConnectionSource listening) {}

  private static String meaning(LibpqKeyword keyword) {
    String asInLibpq =
        keyword
            .variable()
            .map(variable -> "As in libpq; when absent: " + variable + ".")
            .orElse("As in libpq.");
    return asInLibpq + JdbcTranslation.limitation(keyword).map(" "::concat).orElse("");
  }

  /** Adds the classes that are named; also if something else is wrong with the section. */
  public static void addReferences(SectionValues broker, References references) {
    addReference(broker, SYNC_CONNECTION_FACTORY, references);
    addReference(broker, ASYNC_CONNECTION_FACTORY, references);
  }

  private static void addReference(
      SectionValues broker, Option<String> factory, References references) {
    broker
        .find(factory)
        .filter(name -> !FactoryType.CONNECTION_SAVERS.contains(name))
        .ifPresent(
            name ->
                references.add(Reference.Kind.CONNECTION_FACTORY, name, broker.placeOf(factory)));
  }

  /** The sources; empty if something is wrong with them, which has been added to the problems. */
  public Optional<Sources> sources(SectionValues broker) {
    int before = problems.count();
    Optional<ConnectionSource> publishing = source(broker, SYNC_CONNECTION_FACTORY);
    // What both sources share is reported once.
    Optional<ConnectionSource> listening =
        problems.count() == before ? source(broker, ASYNC_CONNECTION_FACTORY) : Optional.empty();
    return problems.count() == before
        ? publishing.flatMap(one -> listening.map(other -> new Sources(one, other)))
        : Optional.empty();
  }

  /** Whether the connection to listen on is described apart, and where. */
  public static Optional<Place> placeOfListenConfig(SectionValues broker) {
    SectionValues listen = broker.section(LISTEN_CONFIG);
    return listen.isPresent() ? Optional.of(listen.place()) : Optional.empty();
  }

  private Optional<ConnectionSource> source(SectionValues broker, Option<String> factoryOption) {
    Optional<ConnectionSource.Embedded> embedded = broker.find(EMBEDDED).orElse(Optional.empty());
    boolean listening = factoryOption.equals(ASYNC_CONNECTION_FACTORY);
    SectionValues config = broker.section(CONFIG);
    SectionValues listenConfig = broker.section(LISTEN_CONFIG);
    boolean hasOther = listenConfig.isPresent() && listening;
    boolean hasConfig = config.isPresent() || hasOther;
    Optional<String> given = broker.find(SYNC_CONNECTION_FACTORY);
    Optional<String> givenAsync = broker.find(ASYNC_CONNECTION_FACTORY);
    boolean hasFactory = given.isPresent() || givenAsync.isPresent();
    if (embedded.isPresent()) {
      if (config.isPresent() || listenConfig.isPresent() || hasFactory) {
        problems.add(broker.placeOf(EMBEDDED), "can't be used together with config or a factory");
      }
      return embedded.map(ConnectionSource.class::cast);
    }
    Optional<ConnectionParameters> parameters = hasConfig ? parameters(config) : Optional.empty();
    if (hasOther) {
      parameters = parameters.flatMap(usual -> listeningParameters(usual, listenConfig));
    }
    if (hasConfig && parameters.isEmpty()) {
      return Optional.empty();
    }
    // Without config, one factory serves both directions.
    Optional<String> own = broker.find(factoryOption);
    Optional<String> factory = own.isPresent() || hasConfig ? own : given.or(() -> givenAsync);
    boolean shared = factory.filter(FactoryType.CONNECTION_SAVERS::contains).isPresent();
    if (factory.isPresent() && !shared) {
      return Optional.of(new ConnectionSource.Factory(factory.get(), parameters));
    }
    if (parameters.isEmpty()) {
      problems.add(
          broker.place(),
          shared
              ? "a connection saver needs config, which says how to connect (config: {} for the PG*"
                  + " environment variables alone)"
              : "needs config, a connection factory or embedded (config: {} for the PG* environment"
                  + " variables alone)");
      return Optional.empty();
    }
    return parameters.map(known -> new ConnectionSource.Direct(known, shared));
  }

  /** What both say, but for another host neither address nor port of the usual one. */
  private Optional<ConnectionParameters> listeningParameters(
      ConnectionParameters usual, SectionValues listenConfig) {
    return parameters(listenConfig)
        .map(
            own -> {
              Map<String, String> merged = new LinkedHashMap<>(usual.reveal());
              if (own.find(LibpqKeyword.HOST).isPresent()
                  || own.find(LibpqKeyword.HOSTADDR).isPresent()) {
                List.of(LibpqKeyword.HOST, LibpqKeyword.HOSTADDR, LibpqKeyword.PORT)
                    .forEach(keyword -> merged.remove(keyword.word()));
              }
              merged.putAll(own.reveal());
              return ConnectionParameters.parse("").with(merged);
            });
  }

  private Optional<ConnectionParameters> parameters(SectionValues config) {
    try {
      ConnectionParameters parameters =
          ConnectionParameters.parse(config.find(CONNINFO).orElse(""));
      Map<String, String> keywords = new LinkedHashMap<>();
      for (Option<String> keyword : KEYWORDS) {
        config.find(keyword).ifPresent(value -> keywords.put(keyword.name(), value));
      }
      return Optional.of(parameters.with(keywords));
    } catch (ConfigurationException e) {
      problems.add(config.placeOf(CONNINFO), e.problems().get(0).message());
      return Optional.empty();
    }
  }

  /** A class of the application, or one of the Python service's own factories. */
  private record FactoryType() implements OptionType<String> {
    static final Set<String> CONNECTION_SAVERS =
        Set.of(
            "dispatcherd.brokers.pg_notify.connection_saver",
            "dispatcherd.brokers.pg_notify.async_connection_saver");
    private static final ClassNameType CLASS = new ClassNameType("a connection factory class");

    @Override
    public Optional<String> read(ConfigNode node, Problems problems) {
      Optional<String> text = OptionTypes.textOf(node);
      return text.filter(CONNECTION_SAVERS::contains).isPresent()
          ? text
          : CLASS.read(node, problems);
    }

    @Override
    public Map<String, Object> schema() {
      return CLASS.schemaWith(CONNECTION_SAVERS);
    }

    @Override
    public String words() {
      return CLASS.words();
    }
  }
}
