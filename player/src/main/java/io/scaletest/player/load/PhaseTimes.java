package io.scaletest.player.load;

import io.scaletest.player.workload.Phase;
import io.scaletest.player.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the phases of a run begin and end, in nanoseconds since its start: what the specification
 * says, and, behind a phase that ends by a state, what has come of it. Written by the loop; safe
 * for use by many threads.
 */
public final class PhaseTimes {
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final List<Phase> phases;

  /** When each begins; behind the last one's, when that ends. Replaced, never changed. */
  private volatile long[] begins;

  private final Set<Integer> reached = ConcurrentHashMap.newKeySet();
  private volatile int current;
  private volatile boolean over;

  public PhaseTimes(Workload workload) {
    this.phases = workload.phases();
    long[] first = new long[phases.size() + 1];
    Arrays.fill(first, UNKNOWN);
    first[0] = 0;
    this.begins = goOn(first, 0);
  }

  /** Fills in what follows from the beginning of a phase, up to the next that ends by a state. */
  private long[] goOn(long[] times, int from) {
    for (int i = from; i < phases.size() && phases.get(i).until().isEmpty(); i++) {
      times[i + 1] = times[i] + phases.get(i).lengthNs();
    }
    return times;
  }

  /** Notes that a phase begins. */
  void begin(int phase) {
    current = phase;
  }

  /** Notes that the last one has ended. */
  public void end() {
    over = true;
  }

  /** Tells whether a phase has begun and ended. */
  public boolean hasEnded(int phase) {
    return over || phase < current;
  }

  /**
   * Notes the end of a phase that ends by a state.
   *
   * @param byState whether the state was reached, and not the time over
   */
  public void end(int phase, long ns, boolean byState) {
    if (byState) {
      reached.add(phase);
    }
    long[] next = begins.clone();
    next[phase + 1] = ns;
    begins = goOn(next, phase + 1);
  }

  /** Returns the phase under way; the first before the start, the last after the end. */
  public int current() {
    return current;
  }

  /** Returns the index of the phase that a moment is in, as far as is known now. */
  public int at(long ns) {
    long[] known = begins;
    int index = 0;
    while (index + 1 < phases.size() && ns >= known[index + 1]) {
      index++;
    }
    return index;
  }

  /** Returns when a phase begins or began; empty while that is not known. */
  public OptionalLong beginNs(int phase) {
    return known(phase);
  }

  /** Returns when a phase ends or ended; empty while that is not known. */
  public OptionalLong endNs(int phase) {
    return known(phase + 1);
  }

  private OptionalLong known(int index) {
    long ns = begins[index];
    return ns == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(ns);
  }

  /** Tells whether a phase with a state has come to it. */
  public boolean wasReached(int phase) {
    return reached.contains(phase);
  }
}
