package io.dispatcherd.postgres.connection;

import io.dispatcherd.postgres.ConnectionFactory;

/**
 * Connections that the broker opens itself. Whether the driver may prepare statements under a name
 * on them is decided when they are opened; on an application's it may not, because they may go
 * through a pooler.
 */
interface OwnConnections extends ConnectionFactory {}
