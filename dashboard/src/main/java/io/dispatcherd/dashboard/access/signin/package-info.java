/**
 * Internal: Ways to sign in where the dashboard has a server of its own: by password, by bearer
 * token, by a trusted proxy. Uses access, its files, and config.
 */
@NullMarked
package io.dispatcherd.dashboard.access.signin;

import org.jspecify.annotations.NullMarked;
