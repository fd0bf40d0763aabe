/**
 * Internal: The dashboard's files: users with hashes of their passwords, tokens, and the key that
 * sessions are sealed with. Read strictly, written whole.
 */
@NullMarked
package io.dispatcherd.dashboard.access.files;

import org.jspecify.annotations.NullMarked;
