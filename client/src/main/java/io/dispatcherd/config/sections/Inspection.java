package io.dispatcherd.config.sections;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.ConfigurationException.Problem;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.NodeFactory;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.YamlReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What there is to say about a configuration file, for a program that explains it.
 *
 * @param file the file
 * @param problems everything that is wrong with it by itself, in its order
 * @param references what it names and only a service can judge, as far as it could be read
 * @param settings what it says; empty if there are problems
 */
public record Inspection(
    Path file, List<Problem> problems, List<Reference> references, Optional<Settings> settings) {

  /** Copies the lists. */
  public Inspection {
    problems = List.copyOf(problems);
    references = List.copyOf(references);
  }

  /**
   * Inspects the file that a program would use; see {@link Settings#forProgram}.
   *
   * @throws ConfigurationException if there is none, or it can't be read at all
   */
  public static Inspection forProgram(Optional<Path> file) {
    Path found = Settings.fileOfProgram(file, System.getenv(), Path.of(""));
    Problems problems = new Problems(found.toString());
    SettingsReader reader = new SettingsReader(problems);
    String content = Settings.content(found);
    try {
      ConfigNode root = new YamlReader(new NodeFactory(System.getenv(), problems)).read(content);
      Settings settings = reader.read(root);
      return new Inspection(found, List.of(), settings.references(), Optional.of(settings));
    } catch (ConfigurationException e) {
      return new Inspection(found, e.problems(), reader.references(), Optional.empty());
    }
  }
}
