package io.dispatcherd.dashboard.access.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.dashboard.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file of bearer tokens for scripts: {@code NAME ROLE sha256:HASH} a line. Immutable; a running
 * dashboard follows its changes within seconds.
 */
public final class TokensFile {
  /** What every token begins with, so that those who search for leaked secrets know it. */
  public static final String PREFIX = "dispatcherd_";

  private static final String EXPECTED =
      "sha256: and 64 hex digits, as dispatcherd dashboard-token writes them";
  private static final String HASHED = "sha256:";
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int BYTES = 32;

  private final EntryFile file;

  private TokensFile(EntryFile file) {
    this.file = file;
  }

  /** The one at this path, which needn't exist before the first token is put into it. */
  public static TokensFile at(Path path) {
    return new TokensFile(
        new EntryFile(
            path,
            "Tokens for scripts: name, role, hash of the token. Made by dispatcherd"
                + " dashboard-token."));
  }

  /** Where it is. */
  public Path path() {
    return file.path();
  }

  /**
   * Makes a token of 256 random bits for a script; one that it had before is no longer good. The
   * file is written whole, and readable by its owner alone.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @return the token, which is kept nowhere
   * @throws IllegalArgumentException if nobody can have this name
   */
  public String add(String name, Role role) throws IOException {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String hash = HASHED + HexFormat.of().formatHex(Sha256.of(token.getBytes(UTF_8)));
    file.put(new EntryFile.Entry(name, role, hash));
    return token;
  }

  /**
   * Removes the token of a script, which is no longer good.
   *
   * @return whether there was one of this name
   */
  public boolean remove(String name) throws IOException {
    return file.remove(name);
  }

  /**
   * All tokens, by name; warns if others than its owner can read the file.
   *
   * @throws java.nio.file.NoSuchFileException if it isn't there
   * @throws ConfigurationException if a line is malformed; it says which, and what is expected
   */
  public Map<String, Token> read() throws IOException {
    PrivateFiles.warnIfOpen(path());
    return file.read(
        entry ->
            HASH.matcher(entry.secret()).matches()
                ? Optional.of(token(entry))
                : Optional.<Token>empty(),
        EXPECTED);
  }

  private static Token token(EntryFile.Entry entry) {
    byte[] hash = HexFormat.of().parseHex(entry.secret().substring(HASHED.length()));
    return new Token(entry.name(), entry.role(), hash);
  }
}
