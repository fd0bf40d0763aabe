package io.dispatcherd.dashboard.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of IPv4 or IPv6, never looked up. An IPv4 address written as IPv6 is IPv4. Immutable.
 */
public final class IpAddress {
  private static final Pattern V4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int V6_SITE_BYTES = 8;
  private static final int V4_BYTES = 4;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The one that this text is, in brackets and with a zone or without. */
  public static Optional<IpAddress> of(String text) {
    String address =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    int zone = address.indexOf('%');
    address = zone < 0 ? address : address.substring(0, zone);
    if (!V4.matcher(address).matches() && !V6.matcher(address).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new IpAddress(InetAddress.getByName(address).getAddress()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean isLoopback() {
    return bytes.length == V4_BYTES
        ? bytes[0] == 127
        : Arrays.equals(bytes, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  }

  /** Whether the first bits of both are the same; addresses of another kind are others. */
  public boolean startsLike(IpAddress other, int bits) {
    if (bytes.length != other.bytes.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((bytes[bit / Byte.SIZE] ^ other.bytes[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** How many bits it has: 32 or 128. */
  public int bits() {
    return bytes.length * Byte.SIZE;
  }

  /** What one customer of a network has: the address, or the first half of an IPv6 address. */
  public String site() {
    byte[] site = bytes.length == V4_BYTES ? bytes : Arrays.copyOf(bytes, V6_SITE_BYTES);
    return Seal.encoded(site);
  }
}
