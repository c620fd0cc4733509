package io.scaletest.hollownode.failures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The failures of all pools, in the order of their times: a pure sequence of rules and seed, the
 * same whenever it is asked for, whatever the run does. With a rate it has no end. Immutable.
 */
public final class FailurePlan {
  private static final double NS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final List<OfPool> pools;
  private final long seed;

  /**
   * The rules of one pool.
   *
   * @param nodes names of its nodes
   */
  public record OfPool(String name, List<String> nodes, List<FailureRule> rules) {
    public OfPool {
      nodes = List.copyOf(nodes);
      rules = List.copyOf(rules);
    }
  }

  /**
   * @param seed of all draws
   */
  public FailurePlan(List<OfPool> pools, long seed) {
    this.pools = List.copyOf(pools);
    this.seed = seed;
  }

  /** Tells whether nothing fails. */
  public boolean isEmpty() {
    return pools.stream().allMatch(pool -> pool.rules().isEmpty());
  }

  /** Returns the sequence from its beginning; for one thread. */
  public Iterator<PlannedFailure> failures() {
    SplittableRandom random = new SplittableRandom(seed);
    PriorityQueue<Source> sources =
        new PriorityQueue<>(
            Comparator.comparingLong((Source source) -> source.next.atNs())
                .thenComparingInt(source -> source.number));
    int number = 0;
    for (OfPool pool : pools) {
      for (FailureRule rule : pool.rules()) {
        // Each rule has draws of its own, so that another one does not change them.
        Source source = new Source(number++, pool, rule, random.split());
        if (source.advance()) {
          sources.add(source);
        }
      }
    }
    return new Merged(sources);
  }

  /** The sequence of all sources together. */
  private static final class Merged implements Iterator<PlannedFailure> {
    private final PriorityQueue<Source> sources;

    Merged(PriorityQueue<Source> sources) {
      this.sources = sources;
    }

    @Override
    public boolean hasNext() {
      return !sources.isEmpty();
    }

    @Override
    public PlannedFailure next() {
      Source first = sources.poll();
      if (first == null) {
        throw new NoSuchElementException();
      }
      PlannedFailure next = first.next;
      if (first.advance()) {
        sources.add(first);
      }
      return next;
    }
  }

  /** What one rule makes happen. */
  private static final class Source {
    private final int number;
    private final OfPool pool;
    private final FailureRule rule;
    private final SplittableRandom random;
    private final List<String> drawn;
    private int taken;
    private long atNs;
    private PlannedFailure next;

    Source(int number, OfPool pool, FailureRule rule, SplittableRandom random) {
      this.number = number;
      this.pool = pool;
      this.rule = rule;
      this.random = random;
      this.drawn = rule.nodes().isEmpty() ? draw() : rule.nodes();
    }

    /** Draws nodes without returning them: the first steps of a shuffle. */
    private List<String> draw() {
      List<String> nodes = new ArrayList<>(pool.nodes());
      for (int i = 0; i < rule.count(); i++) {
        Collections.swap(nodes, i, random.nextInt(i, nodes.size()));
      }
      return nodes.subList(0, rule.count());
    }

    /** Goes to the next failure; returns false after the last. */
    boolean advance() {
      String node;
      if (rule.atNs().isPresent()) {
        if (taken == drawn.size()) {
          return false;
        }
        atNs = rule.atNs().getAsLong();
        node = drawn.get(taken++);
      } else {
        double perNs = rule.perNodeAndMinute() * pool.nodes().size() / NS_PER_MINUTE;
        atNs += (long) (-Math.log1p(-random.nextDouble()) / perNs);
        node = pool.nodes().get(random.nextInt(pool.nodes().size()));
      }
      OptionalLong length =
          rule.length().isPresent()
              ? OptionalLong.of(rule.length().get().drawNs(random))
              : OptionalLong.empty();
      next = new PlannedFailure(atNs, node, pool.name(), rule, length);
      return true;
    }
  }
}
