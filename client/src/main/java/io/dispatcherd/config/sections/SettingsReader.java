package io.dispatcherd.config.sections;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.config.ProducersSettings;
import io.dispatcherd.config.PublishSettings;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.ServiceSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.WorkerSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionReader;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.sections.dashboard.DashboardTable;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Place;
import io.dispatcherd.config.source.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From nodes to settings: the whole is read and checked before anything is made of it. */
public final class SettingsReader {
  static final int VERSION = 2;

  private static final Option<Integer> VERSION_OPTION =
      Option.of("version", new VersionType(), "Version of this format.").required();

  /** The root of everything that may stand in a configuration. */
  public static final Section ROOT =
      Section.of("", "Settings of dispatcherd.", VERSION_OPTION)
          .with(
              ServiceTable.SECTION,
              WorkerTable.SECTION,
              BrokersTable.SECTION,
              ProducersTable.SECTION,
              PublishTable.SECTION,
              DashboardTable.SECTION)
          .where(PublishTable.namesAreListed(BrokersTable.SECTION));

  private final Problems problems;
  private final References references = new References();

  public SettingsReader(Problems problems) {
    this.problems = problems;
  }

  public Settings read(ConfigNode root) {
    checkVersion(root);
    SectionValues values = new SectionReader(problems).read(ROOT, root);
    Optional<ServiceSettings> service =
        new ServiceTable(problems, references).settings(values.section(ServiceTable.SECTION));
    Optional<WorkerSettings> worker =
        new WorkerTable(references).settings(values.section(WorkerTable.SECTION));
    SectionValues brokerValues = values.section(BrokersTable.SECTION);
    Map<String, BrokerSettings> brokers =
        new BrokersTable(problems, references).settings(brokerValues);
    ProducersSettings producers =
        new ProducersTable(problems, references).settings(values.section(ProducersTable.SECTION));
    Optional<PublishSettings> publish =
        new PublishTable(problems)
            .settings(values.section(PublishTable.SECTION), brokerValues.sections().keySet());
    Optional<DashboardSettings> dashboard =
        new DashboardTable(problems).settings(values.section(DashboardTable.SECTION));
    problems.throwIfAny();
    return new Settings(
        service.orElseThrow(),
        worker.orElseThrow(),
        brokers,
        producers,
        publish.orElseThrow(),
        dashboard.orElseThrow(),
        references.all(),
        ((ConfigNode.Mapping) root).toSource());
  }

  /** What has been named, also in a configuration with problems. */
  List<Reference> references() {
    return references.all();
  }

  /** Of a file for another version nothing else can be said, so this comes first and alone. */
  private void checkVersion(ConfigNode root) {
    if (!(root instanceof ConfigNode.Mapping mapping)) {
      problems.add(root.place(), "expected sections (a mapping), got " + root.kind());
      throw problems.failure();
    }
    ConfigNode version = mapping.entries().get(VERSION_OPTION.name());
    if (version == null || !Integer.valueOf(VERSION).equals(version.toValue())) {
      Place place = version == null ? root.place().child(VERSION_OPTION.name()) : version.place();
      problems.add(
          place, "Current config version is " + VERSION + ", config version must match this");
      throw problems.failure();
    }
  }

  private record VersionType() implements OptionType<Integer> {
    @Override
    public Optional<Integer> read(ConfigNode node, Problems problems) {
      return OptionTypes.integer(VERSION, VERSION).read(node, problems);
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("const", VERSION);
    }

    @Override
    public String words() {
      return String.valueOf(VERSION);
    }
  }
}
