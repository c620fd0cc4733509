package io.scaletest.common.pacing;

import java.util.Arrays;

/**
 * A priority queue of numbers ordered by due time; entries of equal due times leave in the order of
 * their adding.
 *
 * <p>A binary heap in three arrays of primitives: an agenda of a million entries takes 24 MB, and
 * adding or taking one allocates nothing once the arrays have grown. Not safe for use by several
 * threads.
 */
public final class Agenda {
  private static final int INITIAL_CAPACITY = 64;

  private long[] dueNs = new long[INITIAL_CAPACITY];
  private long[] order = new long[INITIAL_CAPACITY];
  private long[] number = new long[INITIAL_CAPACITY];
  private int size;
  private long added;

  /** Adds a number that is due at {@code whenNs}. */
  public void add(long whenNs, long what) {
    if (size == dueNs.length) {
      int capacity = Math.multiplyExact(size, 2);
      dueNs = Arrays.copyOf(dueNs, capacity);
      order = Arrays.copyOf(order, capacity);
      number = Arrays.copyOf(number, capacity);
    }
    int hole = size++;
    long sequence = added++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (dueNs[parent] <= whenNs) {
        break; // a parent that is as due was added earlier
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, whenNs, sequence, what);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public int size() {
    return size;
  }

  /** Returns when the first entry is due; {@link Long#MAX_VALUE} where there is none. */
  public long firstDueNs() {
    return size == 0 ? Long.MAX_VALUE : dueNs[0];
  }

  /**
   * Removes the first entry and returns its number.
   *
   * @throws IllegalStateException if the agenda is empty
   */
  public long takeFirst() {
    if (size == 0) {
      throw new IllegalStateException("the agenda is empty");
    }
    long first = number[0];
    size--;
    long lastDueNs = dueNs[size];
    long lastOrder = order[size];
    long lastNumber = number[size];
    int hole = 0;
    while (2 * hole + 1 < size) {
      int child = 2 * hole + 1;
      if (child + 1 < size && before(child + 1, dueNs[child], order[child])) {
        child++;
      }
      if (!before(child, lastDueNs, lastOrder)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, lastDueNs, lastOrder, lastNumber);
    return first;
  }

  private boolean before(int i, long otherDueNs, long otherOrder) {
    return dueNs[i] < otherDueNs || dueNs[i] == otherDueNs && order[i] < otherOrder;
  }

  private void move(int from, int to) {
    put(to, dueNs[from], order[from], number[from]);
  }

  private void put(int at, long whenNs, long sequence, long what) {
    dueNs[at] = whenNs;
    order[at] = sequence;
    number[at] = what;
  }
}
