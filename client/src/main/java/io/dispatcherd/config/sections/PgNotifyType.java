package io.dispatcherd.config.sections;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.util.Optional;

/** {@code pg_notify}. */
final class PgNotifyType implements BrokerType {
  @Override
  public Section section() {
    return PgNotifyTable.SECTION;
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return new PgNotifyTable(problems, references).settings(name, values);
  }
}
