package io.dispatcherd.config.sections;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.util.Optional;

/** {@code socket}. */
final class SocketType implements BrokerType {
  @Override
  public Section section() {
    return SocketTable.SECTION;
  }

  @Override
  public Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references) {
    return values.isSound()
        ? Optional.of(SocketTable.settings(name, values, problems))
        : Optional.empty();
  }
}
