package io.dispatcherd.messages;

/**
 * Reads decimals with few digits, as most are, faster than the general way.
 *
 * <p>A whole number below 2<sup>52</sup> and a power of ten up to 10<sup>22</sup> are doubles
 * themselves, and dividing one by the other gives the double that is nearest to the decimal. Its
 * neighbours are less than one unit of the decimal's last place away, so that it is nearest to no
 * other decimal of as many places: no digit is lost.
 */
final class ShortDecimal {
  private static final long BOUND = 1L << 52;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private ShortDecimal() {}

  /**
   * The double that keeps every digit of a number as JSON writes it.
   *
   * @param start where it stands among the characters, at least one
   * @param end where it ends
   * @return NaN if the number has no fraction, has an exponent, ends with a 0, which a double would
   *     not keep, or has too many digits; the general way may still find a double
   */
  static double parse(char[] characters, int start, int end) {
    boolean negative = characters[start] == '-';
    long digits = 0;
    int places = -1;
    for (int i = negative ? start + 1 : start; i < end; i++) {
      char character = characters[i];
      if (character == '.') {
        places = 0;
      } else if (character < '0' || character > '9' || digits >= BOUND) {
        return Double.NaN;
      } else {
        digits = 10 * digits + (character - '0');
        places = places < 0 ? places : places + 1;
      }
    }
    return negative ? -of(digits, places) : of(digits, places);
  }

  /**
   * The double that keeps every digit of {@code digits / 10^places}.
   *
   * @param digits not negative
   * @return NaN as {@link #parse} does
   */
  static double of(long digits, int places) {
    boolean isShort = digits < BOUND && places > 0 && places < POWERS_OF_TEN.length;
    return isShort && digits % 10 != 0 ? digits / POWERS_OF_TEN[places] : Double.NaN;
  }
}
