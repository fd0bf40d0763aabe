package io.dispatcherd.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.ControlPart;
import io.dispatcherd.config.source.MapReader;
import io.dispatcherd.config.source.NodeFactory;
import io.dispatcherd.config.source.Place;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured, read and checked as a whole. Immutable.
 *
 * <p>All methods that read throw {@link ConfigurationException}, which lists everything that is
 * wrong. Relative paths in a configuration are relative to the working directory of the process,
 * not to the file.
 */
public final class Settings {
  private static final String FILE_VARIABLE = "DISPATCHERD_CONFIG_FILE";

  /** Whatever is larger was not written as a configuration. */
  private static final int MAX_FILE_BYTES = 4 * YamlReader.MAX_CHARACTERS;

  private static final Path DEFAULT_FILE = Path.of("dispatcher.yml");

  private final ServiceSettings service;
  private final WorkerSettings worker;
  private final Map<String, BrokerSettings> brokers;
  private final ProducersSettings producers;
  private final PublishSettings publish;
  private final DashboardSettings dashboard;
  private final List<Reference> references;
  private final Map<String, @Nullable Object> source;

  public Settings(
      ServiceSettings service,
      WorkerSettings worker,
      Map<String, BrokerSettings> brokers,
      ProducersSettings producers,
      PublishSettings publish,
      DashboardSettings dashboard,
      List<Reference> references,
      Map<String, @Nullable Object> source) {
    this.service = service;
    this.worker = worker;
    this.brokers = brokers;
    this.producers = producers;
    this.publish = publish;
    this.dashboard = dashboard;
    this.references = references;
    this.source = source;
  }

  /** Reads a YAML file. */
  public static Settings fromFile(Path file) {
    return fromFile(file, System.getenv());
  }

  /** Reads a map of the same structure as the file. */
  public static Settings fromMap(Map<String, ?> map) {
    return fromMap(map, System.getenv());
  }

  /** Reads the file that the environment variable {@code DISPATCHERD_CONFIG_FILE} names. */
  public static Settings fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Finds the configuration of a program: the file given to it; else the one that the environment
   * variable {@code DISPATCHERD_CONFIG_FILE} names; else {@code dispatcher.yml} in the working
   * directory.
   *
   * @param file what the option {@code --config} says, if it was given
   */
  public static Settings forProgram(Optional<Path> file) {
    return forProgram(file, System.getenv(), Path.of(""));
  }

  /**
   * Finds the configuration of a program as {@link #forProgram} does, and reads only what asking
   * services needs: the broker for commands. What else is in the file, such as a password in the
   * environment of the service, may be missing or wrong.
   *
   * @param file what the option {@code --config} says, if it was given
   */
  public static Settings forControl(Optional<Path> file) {
    return forControl(file, System.getenv(), Path.of(""));
  }

  static Settings forControl(
      Optional<Path> file, Map<String, String> environment, Path workingDirectory) {
    Path found = fileOfProgram(file, environment, workingDirectory);
    Problems all = new Problems(found.toString());
    ConfigNode root = new YamlReader(new NodeFactory(environment, all)).read(content(found));
    ControlPart part = ControlPart.of(root);
    return new SettingsReader(all.at(part::concerns)).read(part.root());
  }

  static Settings fromFile(Path file, Map<String, String> environment) {
    Problems problems = new Problems(file.toString());
    NodeFactory nodes = new NodeFactory(environment, problems);
    ConfigNode root = new YamlReader(nodes).read(content(file));
    return new SettingsReader(problems).read(root);
  }

  public static Settings fromMap(Map<String, ?> map, Map<String, String> environment) {
    Problems problems = new Problems("");
    NodeFactory nodes = new NodeFactory(environment, problems);
    return new SettingsReader(problems).read(new MapReader(nodes).read(Place.NOWHERE, map));
  }

  static Settings fromEnvironment(Map<String, String> environment) {
    return fromFile(fileNamedBy(environment).orElseThrow(Settings::notConfigured), environment);
  }

  static Settings forProgram(
      Optional<Path> file, Map<String, String> environment, Path workingDirectory) {
    return fromFile(fileOfProgram(file, environment, workingDirectory), environment);
  }

  public static Path fileOfProgram(
      Optional<Path> file, Map<String, String> environment, Path workingDirectory) {
    return file.or(() -> fileNamedBy(environment))
        .or(() -> Optional.of(workingDirectory.resolve(DEFAULT_FILE)).filter(Files::exists))
        .orElseThrow(Settings::noFile);
  }

  private static Optional<Path> fileNamedBy(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(FILE_VARIABLE))
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }

  private static ConfigurationException noFile() {
    return new ConfigurationException(
        ("Dispatcherd not configured: give --config FILE, set %s, or have a %s in the working"
                + " directory")
            .formatted(FILE_VARIABLE, DEFAULT_FILE));
  }

  private static ConfigurationException notConfigured() {
    return new ConfigurationException(
        "Dispatcherd not configured, set "
            + FILE_VARIABLE
            + " or call io.dispatcherd.publish.Dispatcherd.setup");
  }

  public static String content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ConfigurationException(
            file + ": longer than %,d bytes".formatted(MAX_FILE_BYTES));
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + ": isn't UTF-8");
    } catch (IOException e) {
      throw new ConfigurationException(file + ": can't be read: " + e.getMessage());
    }
  }

  /** The service. */
  public ServiceSettings service() {
    return service;
  }

  /** The worker object. */
  public WorkerSettings worker() {
    return worker;
  }

  /** The brokers by their keys, in the order of the file; unmodifiable. */
  public Map<String, BrokerSettings> brokers() {
    return brokers;
  }

  /** What produces tasks besides the brokers. */
  public ProducersSettings producers() {
    return producers;
  }

  /** Which broker is used for what. */
  public PublishSettings publish() {
    return publish;
  }

  /** How the dashboard is reached, and who may come; all defaults if the file doesn't say. */
  public DashboardSettings dashboard() {
    return dashboard;
  }

  /** What only the service can judge, with its places in the file; unmodifiable. */
  public List<Reference> references() {
    return references;
  }

  /**
   * What was read, as a map of JSON values that {@link #fromMap(Map)} reads as equal settings in a
   * process with the same environment: for handing the settings to a worker. References to the
   * environment stay references. May contain secrets, so it's not for showing. Unmodifiable.
   */
  public Map<String, @Nullable Object> asMap() {
    return source;
  }

  @Override
  public String toString() {
    return "Settings[service=%s, worker=%s, brokers=%s, producers=%s, publish=%s]"
        .formatted(service, worker, brokers, producers, publish);
  }
}
