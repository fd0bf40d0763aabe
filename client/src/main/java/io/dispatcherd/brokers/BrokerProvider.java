package io.dispatcherd.brokers;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.sections.BrokerType;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.postgres.SuppliedConnections;

/**
 * A type of broker: what may stand in its section of the configuration, and how such a broker is
 * opened. Ours are made with it and with nothing else.
 *
 * <p>It has a public constructor without parameters, and is named in {@code
 * META-INF/services/io.dispatcherd.config.sections.BrokerType} of a jar on the class path. Its
 * options are then read, checked, and described in the schema and the reference like ours, and
 * {@code signing} works if its section has {@link
 * io.dispatcherd.config.sections.SigningTable#SECTION} and it uses {@link
 * io.dispatcherd.brokers.signing.Signing}.
 */
public interface BrokerProvider extends BrokerType {
  /**
   * Makes the broker that the settings describe. Nothing is connected yet.
   *
   * @param settings what {@link #settings} made
   * @param supplied connections of the program that are to be used where that makes sense
   * @param hits where the broker counts that a bound on what arrives was hit
   * @throws io.dispatcherd.config.ConfigurationException if it can't be made
   */
  Broker open(BrokerSettings settings, SuppliedConnections supplied, LimitHits hits);
}
