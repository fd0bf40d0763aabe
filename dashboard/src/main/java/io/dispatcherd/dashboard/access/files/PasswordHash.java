package io.dispatcherd.dashboard.access.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: PBKDF2 with HMAC-SHA512 over a random salt, {@code
 * pbkdf2-sha512$ITERATIONS$SALT$HASH} with both in Base64. Immutable. It shows nothing of itself
 * but by {@link #text()}.
 */
public final class PasswordHash {
  /** Of hashes that are made now: a few tenths of a second. */
  public static final int ITERATIONS = 300_000;

  /** How many characters a password has at least. */
  public static final int SHORTEST_PASSWORD = 10;

  /** How many characters a password has at most. */
  public static final int LONGEST_PASSWORD = 1_024;

  static final String EXPECTED =
      "pbkdf2-sha512$ITERATIONS$SALT$HASH, as dispatcherd dashboard-user writes it";

  private static final int FEWEST_ITERATIONS = 100_000;
  private static final int MOST_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MARK_BYTES = 12;
  private static final String FUNCTION = "PBKDF2WithHmacSHA512";
  private static final Pattern FORM =
      Pattern.compile(
          "pbkdf2-sha512\\$([1-9][0-9]{5,7})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{43}=)");

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * Hashes a new password.
   *
   * @throws IllegalArgumentException if it is too short or too long
   */
  static PasswordHash of(char[] password) {
    return of(password, ITERATIONS);
  }

  static PasswordHash of(char[] password, int iterations) {
    if (password.length < SHORTEST_PASSWORD
        || password.length > LONGEST_PASSWORD
        || isBlank(password)) {
      throw new IllegalArgumentException(
          "the password: expected %d to %,d characters that aren't all blank"
              .formatted(SHORTEST_PASSWORD, LONGEST_PASSWORD));
    }
    byte[] salt = randomBytes(SALT_BYTES);
    return new PasswordHash(iterations, salt, derived(password, salt, iterations));
  }

  /** One that no password has, and that takes as long to compare with as another. */
  public static PasswordHash decoy(int iterations) {
    return new PasswordHash(iterations, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
  }

  /** The one that this text is. */
  static Optional<PasswordHash> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int iterations = Integer.parseInt(form.group(1));
    if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
      return Optional.empty();
    }
    Base64.Decoder decoder = Base64.getDecoder();
    return Optional.of(
        new PasswordHash(iterations, decoder.decode(form.group(2)), decoder.decode(form.group(3))));
  }

  /** Whether it is of this password. Takes a few tenths of a second of processor time. */
  public boolean isOf(char[] password) {
    char[] bounded =
        password.length > LONGEST_PASSWORD ? Arrays.copyOf(password, LONGEST_PASSWORD) : password;
    boolean isSame = MessageDigest.isEqual(hash, derived(bounded, salt, iterations));
    return isSame && password.length <= LONGEST_PASSWORD;
  }

  /** Of how many rounds it is. */
  public int iterations() {
    return iterations;
  }

  /** As it stands in the file. */
  String text() {
    Base64.Encoder encoder = Base64.getEncoder();
    return "pbkdf2-sha512$%d$%s$%s"
        .formatted(iterations, encoder.encodeToString(salt), encoder.encodeToString(hash));
  }

  /** What tells it from the hash of another password, and says nothing about either. */
  public String mark() {
    return HexFormat.of().formatHex(Sha256.of(text().getBytes(UTF_8)), 0, MARK_BYTES);
  }

  @Override
  public String toString() {
    return "PasswordHash of %,d iterations".formatted(iterations);
  }

  private static byte[] derived(char[] password, byte[] salt, int iterations) {
    String normal = Normalizer.normalize(new String(password), Normalizer.Form.NFC);
    PBEKeySpec spec =
        new PBEKeySpec(normal.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance(FUNCTION).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + FUNCTION, e);
    } finally {
      spec.clearPassword();
    }
  }

  private static boolean isBlank(char[] password) {
    return new String(password).isBlank();
  }

  private static byte[] randomBytes(int number) {
    byte[] bytes = new byte[number];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
