package io.dispatcherd.config;

import java.util.Optional;

/**
 * Which broker is used for what: section {@code publish}. Names are keys of {@link
 * Settings#brokers()}.
 *
 * @param defaultBroker where to publish; absent: the only one
 * @param defaultControlBroker where to ask the service; absent: the one to publish on
 */
public record PublishSettings(
    Optional<String> defaultBroker, Optional<String> defaultControlBroker) {}
