package io.dispatcherd.config.sections;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.util.Optional;

/**
 * What may stand in the section of one type of broker, and what it becomes. Found by {@link
 * java.util.ServiceLoader}; those who make one implement {@code
 * io.dispatcherd.brokers.BrokerProvider}, which opens the broker too.
 */
public interface BrokerType {
  /** Its section: the name is that of the type, the options are checked by their own types. */
  Section section();

  /**
   * The settings, or empty if something is wrong with them, which has been added to the problems.
   *
   * @param name under which the broker stands in the configuration
   * @param values what stands in its section
   * @param references for what only a service can judge, such as names of classes
   */
  Optional<? extends BrokerSettings> settings(
      String name, SectionValues values, Problems problems, References references);
}
