package io.scaletest.hollownode.pod;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Gives out the addresses of a node's range of pods, in turn, so that one that came free rests as
 * long as it can, and at least a minute. IPv4. For one thread.
 */
public final class PodAddresses {
  /** Others may still send to the pod that had it: kube-proxies, whoever has it in a cache. */
  static final long REST_NS = TimeUnit.SECONDS.toNanos(60);

  private static final int BITS = 32;
  private static final int OCTET_BITS = 8;
  private static final int OCTET = 255;

  /** The network's own address and the first, which is the bridge's. */
  private static final int RESERVED = 2;

  private final int first;
  private final int size;
  private final BitSet taken = new BitSet();
  private final ArrayDeque<Resting> resting = new ArrayDeque<>();
  private int next = RESERVED;

  private record Resting(int offset, long untilNs) {}

  /**
   * @param cidr {@code 10.0.3.0/24}
   * @throws IllegalArgumentException with the rule and the text
   */
  public PodAddresses(String cidr) {
    int slash = cidr.indexOf('/');
    int prefix = slash < 0 ? -1 : parse(cidr.substring(slash + 1), cidr);
    String[] octets = cidr.substring(0, Math.max(0, slash)).split("\\.", -1);
    if (octets.length != BITS / OCTET_BITS || prefix < OCTET_BITS || prefix > BITS - RESERVED) {
      throw refused(cidr);
    }
    int address = 0;
    for (String octet : octets) {
      int value = parse(octet, cidr);
      if (value > OCTET) {
        throw refused(cidr);
      }
      address = address << OCTET_BITS | value;
    }
    size = 1 << BITS - prefix;
    first = address & -size;
  }

  private static int parse(String number, String cidr) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw refused(cidr);
    }
  }

  private static IllegalArgumentException refused(String cidr) {
    return new IllegalArgumentException(
        "must be an IPv4 range with a prefix of 8 to 30 bits like 10.0.0.0/8, got " + cidr);
  }

  /** Returns how many addresses the range has. */
  public int size() {
    return size;
  }

  /** Returns the range's {@code number}-th part with a prefix of {@code prefix} bits. */
  public String slice(int number, int prefix) {
    return text(first + (number << BITS - prefix)) + "/" + prefix;
  }

  /** Returns an address that no other has; a shared one, the first, when there is no other. */
  String take(long nowNs) {
    while (!resting.isEmpty() && resting.peek().untilNs() <= nowNs) {
      taken.clear(resting.poll().offset());
    }
    int offset = taken.nextClearBit(next);
    if (offset >= size - 1) {
      offset = taken.nextClearBit(RESERVED);
    }
    if (offset >= size - 1) {
      return text(first + 1);
    }
    taken.set(offset);
    next = offset + 1;
    return text(first + offset);
  }

  /** The address will be free again, in a while. */
  void release(String address, long nowNs) {
    int value = 0;
    for (String octet : address.split("\\.", -1)) {
      value = value << OCTET_BITS | parse(octet, address);
    }
    int offset = value - first;
    if (offset >= RESERVED && offset < size) {
      resting.add(new Resting(offset, nowNs + REST_NS));
    }
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & OCTET)
        + "."
        + (address >>> 8 & OCTET)
        + "."
        + (address & OCTET);
  }
}
