package io.scaletest.hollownode.pod;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 range in CIDR notation, as numbers counted from its first address. Immutable.
 *
 * <p>Only its first {@value #LARGEST} addresses are ever given out: an IPv6 range has more than
 * anybody can count, and a node of 110 pods needs no more.
 */
public final class AddressRange {
  /** How many addresses of a range are used at most. */
  static final int LARGEST = 1 << 20;

  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final int GROUPS = 8;
  private static final int GROUP_BITS = 16;
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:]*");

  private final int bits;
  private final int prefix;
  private final BigInteger first;

  private AddressRange(int bits, int prefix, BigInteger first) {
    this.bits = bits;
    this.prefix = prefix;
    this.first = first;
  }

  /**
   * Returns the range that {@code cidr} spells; bits behind the prefix do not count.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw refused(cidr);
    }
    BigInteger address = number(cidr.substring(0, slash), cidr);
    int bits = cidr.indexOf(':') < 0 ? IPV4_BITS : IPV6_BITS;
    int prefix;
    try {
      prefix = Integer.parseInt(cidr.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw refused(cidr);
    }
    if (prefix < 0 || prefix > bits) {
      throw refused(cidr);
    }
    int host = bits - prefix;
    return new AddressRange(bits, prefix, address.shiftRight(host).shiftLeft(host));
  }

  /** Tells whether {@code text} is one address of either family, without a zone. */
  public static boolean isAddress(String text) {
    try {
      number(text, text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static BigInteger number(String address, String text) {
    // Nothing else may reach the parser: it would look a name up.
    boolean ipv4 = IPV4.matcher(address).matches();
    if (!ipv4 && !IPV6.matcher(address).matches()) {
      throw refused(text);
    }
    if (ipv4) {
      for (String octet : address.split("\\.", -1)) {
        if (Integer.parseInt(octet) > 255) {
          throw refused(text);
        }
      }
    }
    try {
      return new BigInteger(1, InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw refused(text);
    }
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "must be a range like 10.0.0.0/8 or fd00:10::/48, got " + text);
  }

  public boolean isIpv6() {
    return bits == IPV6_BITS;
  }

  /** Returns how long its prefix is. */
  public int prefix() {
    return prefix;
  }

  /** Returns how many addresses of the range can be used, at most {@link #LARGEST}. */
  public int size() {
    return bits - prefix >= Integer.numberOfTrailingZeros(LARGEST) ? LARGEST : 1 << bits - prefix;
  }

  /** Returns the first address of the range after {@code number} ones. */
  public String address(long number) {
    return text(first.add(BigInteger.valueOf(number)));
  }

  /** Returns how many addresses are before this one; empty if it is not one that can be used. */
  OptionalInt numberOf(String address) {
    if (!isAddress(address) || (address.indexOf(':') >= 0) != isIpv6()) {
      return OptionalInt.empty();
    }
    BigInteger number = number(address, address).subtract(first);
    boolean inside = number.signum() >= 0 && number.compareTo(BigInteger.valueOf(size())) < 0;
    return inside ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
  }

  /** Returns the range's {@code number}-th part with a prefix of {@code partPrefix} bits. */
  public String slice(long number, int partPrefix) {
    BigInteger offset = BigInteger.valueOf(number).shiftLeft(bits - partPrefix);
    return text(first.add(offset)) + "/" + partPrefix;
  }

  /** Returns the address as the API server writes it: IPv6 with its longest zeros left out. */
  private String text(BigInteger address) {
    if (!isIpv6()) {
      int all = address.intValue();
      return (all >>> 24) + "." + (all >>> 16 & 255) + "." + (all >>> 8 & 255) + "." + (all & 255);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = address.shiftRight(IPV6_BITS - GROUP_BITS * (i + 1)).intValue() & 0xffff;
    }
    int from = -1;
    int length = 1; // a single zero is written
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        boolean behindGap = text.length() > 0 && text.charAt(text.length() - 1) == ':';
        text.append(i == 0 || behindGap ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** Returns the range in CIDR notation. */
  @Override
  public String toString() {
    return text(first) + "/" + prefix;
  }
}
