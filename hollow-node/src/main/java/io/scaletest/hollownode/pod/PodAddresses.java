package io.scaletest.hollownode.pod;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Allocates pods' addresses from a node's ranges, one of each range, round-robin, so that one that
 * came free rests as long as it can, and at least a minute. An address belongs to one pod at a
 * time, whether it was allocated here or adopted from a pod that had it before this process began.
 * For the thread that holds the loop's lock.
 */
public final class PodAddresses {
  /** Others may still send to the pod that had it: kube-proxies, whoever has it in a cache. */
  static final long REST_NS = TimeUnit.SECONDS.toNanos(60);

  private final List<Pool> pools = new ArrayList<>(2);

  /** The addresses of one range. */
  private static final class Pool {
    /** The network's own address and the first, which is the bridge's. */
    private static final int RESERVED = 2;

    private final AddressRange range;
    private final int end;
    private final BitSet taken = new BitSet();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();

    /** How many pods have an address: more than one only if they came with it. */
    private final Map<Integer, Integer> held = new HashMap<>(4);

    private int next = RESERVED;

    Pool(AddressRange range) {
      this.range = range;
      this.end = range.size() - (range.isIpv6() ? 0 : 1); // IPv4's last one is for broadcasts
    }

    /** Returns the number of a free address; -1 if there is none. */
    int free(long nowNs) {
      while (!resting.isEmpty() && resting.peek().untilNs() <= nowNs) {
        int rested = resting.poll().number();
        if (!held.containsKey(rested)) {
          taken.clear(rested);
        }
      }
      int number = taken.nextClearBit(next);
      if (number >= end) {
        number = taken.nextClearBit(RESERVED);
      }
      return number < end ? number : -1;
    }

    void mark(int number) {
      taken.set(number);
      held.merge(number, 1, Integer::sum);
    }

    void release(int number, long untilNs) {
      Integer pods = held.get(number);
      if (pods == null) {
        return;
      }
      if (pods > 1) {
        held.put(number, pods - 1);
      } else {
        held.remove(number);
        resting.add(new Resting(number, untilNs));
      }
    }
  }

  private record Resting(int number, long untilNs) {}

  /**
   * @param ranges the first one's addresses are the pods' first
   */
  PodAddresses(List<AddressRange> ranges) {
    ranges.forEach(range -> pools.add(new Pool(range)));
  }

  /**
   * Returns addresses of ranges in CIDR notation.
   *
   * @throws IllegalArgumentException if one is no range
   */
  public static PodAddresses of(List<String> cidrs) {
    return new PodAddresses(cidrs.stream().map(AddressRange::parse).toList());
  }

  /** Returns one address of each range; nothing at all while one of the ranges has none. */
  public List<String> take(long nowNs) {
    int[] numbers = new int[pools.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = pools.get(i).free(nowNs);
      if (numbers[i] < 0) {
        return List.of();
      }
    }
    List<String> addresses = new ArrayList<>(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      Pool pool = pools.get(i);
      pool.mark(numbers[i]);
      pool.next = numbers[i] + 1;
      addresses.add(pool.range.address(numbers[i]));
    }
    return addresses;
  }

  /** Marks addresses of a pod that ran before; those of other ranges are its own affair. */
  public void adopt(List<String> addresses) {
    addresses.forEach(
        address ->
            pools.forEach(pool -> pool.range.numberOf(address).ifPresent(n -> pool.mark(n))));
  }

  /** The addresses will be free again, in a while; what no pod has here is not touched. */
  public void release(List<String> addresses, long nowNs) {
    for (String address : addresses) {
      for (Pool pool : pools) {
        pool.range.numberOf(address).ifPresent(n -> pool.release(n, nowNs + REST_NS));
      }
    }
  }

  /** Returns why there is no address, in the words of the CNI plugin that gives them out. */
  String exhausted() {
    StringBuilder sets = new StringBuilder();
    for (Pool pool : pools) {
      sets.append(sets.length() > 0 ? ", " : "")
          .append(pool.range.address(1))
          .append('-')
          .append(pool.range.address(Math.max(1, pool.end - 1)));
    }
    return pools.isEmpty()
        ? "no IP ranges specified"
        : "failed to allocate for range 0: no IP addresses available in range set: " + sets;
  }
}
