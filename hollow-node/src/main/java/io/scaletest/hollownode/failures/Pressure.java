package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.pools.Section;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The node is short of something: its condition says so, and its kubelet evicts pods, one after the
 * other.
 *
 * @param evicted how many go at most: all that ever come, or as many of those that are there when
 *     it begins; empty for none
 */
record Pressure(HollowKubelet.Pressure of, Optional<Amount> evicted) implements NodeFailure {
  static final FailureKind MEMORY = kind("memory-pressure", HollowKubelet.Pressure.MEMORY);
  static final FailureKind DISK = kind("disk-pressure", HollowKubelet.Pressure.DISK);
  static final FailureKind PID = kind("pid-pressure", HollowKubelet.Pressure.PID);

  private static final String EVICT = "evict";
  private static final String NONE = "none";

  /** A kubelet looks this often whether it is short, and evicts one pod each time. */
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  private static FailureKind kind(String word, HollowKubelet.Pressure of) {
    return FailureKind.ofNode(word, Ending.POSSIBLE, Set.of(EVICT), keys -> read(keys, of));
  }

  private static Pressure read(Section keys, HollowKubelet.Pressure of) {
    Optional<Optional<Amount>> given =
        keys.optional(
            EVICT,
            text ->
                text.equals(NONE)
                    ? Optional.empty()
                    : Optional.of(
                        Amount.parse(text, Integer.MAX_VALUE, "none, a number, or up to 100%")));
    return new Pressure(of, given.orElse(Optional.of(Amount.ALL)));
  }

  @Override
  public String detail() {
    return "evicting " + evicted.map(Amount::toString).orElse(NONE);
  }

  @Override
  public void begin(FailingNode node) {
    node.kubelet().setPressure(of, true);
    evict(node, evicted.map(amount -> most(amount, node)).orElse(0));
  }

  private static int most(Amount amount, FailingNode node) {
    return amount.equals(Amount.ALL)
        ? Integer.MAX_VALUE
        : amount.of(node.kubelet().pods().evictable());
  }

  /** Evicts pods until so many are gone; those that come meanwhile may be among them. */
  private void evict(FailingNode node, int left) {
    if (left > 0) {
      int more = node.kubelet().evict(of) ? left - 1 : left;
      node.after(INTERVAL_NS, () -> evict(node, more));
    }
  }

  @Override
  public void end(FailingNode node) {
    node.kubelet().setPressure(of, false);
  }
}
