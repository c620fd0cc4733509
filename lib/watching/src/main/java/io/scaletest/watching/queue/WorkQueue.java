package io.scaletest.watching.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;

/**
 * A queue of keys, each with what has been noted for it since a worker last took it.
 *
 * <p>As in client-go's work queue:
 *
 * <ul>
 *   <li>a key that is added again while it waits keeps its place and waits once;
 *   <li>a key that is added while a worker has it waits until {@link #done} or {@link #retry}, so
 *       that no two workers ever have the same key;
 *   <li>after {@link #close} what waits is still handed out, and nothing more is taken in.
 * </ul>
 *
 * <p>Unlike client-go's, a key carries its notes, and they are merged and taken under the queue's
 * own lock. So a worker gets exactly the notes of the additions up to that moment, and never a key
 * without any: there are no empty dequeues to be mistaken for changes.
 *
 * <p>The queue holds a key once, so the number of distinct keys bounds it; {@link #add} never
 * waits, since it is called from event loops. Safe for use by many threads.
 *
 * @param <K> key
 * @param <N> notes; immutable
 */
public final class WorkQueue<K, N> {
  private final BinaryOperator<N> merge;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<K> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Map<K, N> notes = new HashMap<>();

  @GuardedBy("lock")
  private final Set<K> processing = new HashSet<>();

  @GuardedBy("lock")
  private long additions;

  @GuardedBy("lock")
  private long coalesced;

  @GuardedBy("lock")
  private long refused;

  @GuardedBy("lock")
  private int depthMax;

  @GuardedBy("lock")
  private boolean closed;

  /** One key in a worker's hands. */
  public record Item<K, N>(K key, N notes) {}

  /**
   * What the queue has seen.
   *
   * @param additions notes taken in
   * @param coalesced those of them that joined a key which already waited, and so gave no dequeue
   *     of their own
   * @param refused notes that came after {@link WorkQueue#close}
   * @param depth keys that wait now
   * @param depthMax the most that ever waited
   * @param taken keys in workers' hands now, those that wait for a retry included
   */
  public record Stats(
      long additions, long coalesced, long refused, int depth, int depthMax, int taken) {}

  /** Returns an empty queue that joins notes, older and newer, by {@code merge}. */
  public WorkQueue(BinaryOperator<N> merge) {
    this.merge = merge;
  }

  /** Notes something for a key and queues the key if it does not wait already. */
  public void add(K key, N note) {
    lock.lock();
    try {
      if (closed) {
        refused++;
        return;
      }
      additions++;
      N before = notes.get(key);
      if (before != null) {
        coalesced++;
        notes.put(key, merge.apply(before, note));
        return;
      }
      notes.put(key, note);
      if (!processing.contains(key)) {
        enqueue(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a taken key back in place of {@link #done}, because its work failed: its notes are queued
   * again, as the older part of whatever was noted meanwhile. Works after {@link #close} too.
   */
  public void retry(Item<K, N> item) {
    lock.lock();
    try {
      N newer = notes.get(item.key());
      notes.put(item.key(), newer == null ? item.notes() : merge.apply(item.notes(), newer));
      release(item.key());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the key that has waited longest, and waits for one if there is none. Whoever takes it
   * must call {@link #done} or {@link #retry} with it.
   *
   * @return empty once the queue is closed, nothing waits, and no key is out that may come back
   */
  public Optional<Item<K, N>> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        if (closed && processing.isEmpty()) {
          return Optional.empty();
        }
        added.await();
      }
      K key = waiting.removeFirst();
      processing.add(key);
      return Optional.of(new Item<>(key, notes.remove(key)));
    } finally {
      lock.unlock();
    }
  }

  /** Gives a taken key back, and queues it again if something was noted for it meanwhile. */
  public void done(K key) {
    lock.lock();
    try {
      release(key);
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more in; what waits is still handed out. Idempotent. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns what the queue has seen so far. */
  public Stats stats() {
    lock.lock();
    try {
      return new Stats(additions, coalesced, refused, waiting.size(), depthMax, processing.size());
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void release(K key) {
    if (!processing.remove(key)) {
      throw new IllegalStateException("key: not taken, got " + key);
    }
    if (notes.containsKey(key)) {
      enqueue(key);
    }
    if (closed) {
      added.signalAll();
    }
  }

  @GuardedBy("lock")
  private void enqueue(K key) {
    waiting.addLast(key);
    depthMax = Math.max(depthMax, waiting.size());
    added.signal();
  }
}
