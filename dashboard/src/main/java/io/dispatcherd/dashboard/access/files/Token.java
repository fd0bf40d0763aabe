package io.dispatcherd.dashboard.access.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.dashboard.access.Role;
import java.security.MessageDigest;

/**
 * A script that has a bearer token, of which only the hash is known. Immutable.
 *
 * @param name what it is called
 * @param role what it may do
 * @param sha256 the hash of its token
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isOf alone
public record Token(String name, Role role, byte[] sha256) {
  /** Whether this is its token. Takes as long whichever characters differ. */
  public boolean isOf(String token) {
    return MessageDigest.isEqual(sha256, Sha256.of(token.getBytes(UTF_8)));
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(name, role.wireName());
  }
}
