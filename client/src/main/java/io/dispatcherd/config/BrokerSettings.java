package io.dispatcherd.config;

/** How to talk to one broker: an entry of section {@code brokers}. */
public sealed interface BrokerSettings
    permits PgNotifySettings, SocketSettings, CustomBrokerSettings {}
