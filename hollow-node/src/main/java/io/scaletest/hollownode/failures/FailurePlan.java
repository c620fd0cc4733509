package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureReader.Place;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.Section;
import io.scaletest.hollownode.pools.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What fails on purpose, and when: the failures of all rules, in the order of their times. A pure
 * sequence of rules and seed, the same whenever it is asked for, whatever the run does; with a rate
 * it has no end. Immutable.
 */
public final class FailurePlan {
  private static final double NS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final List<Scope> scopes;
  private final NodesByPool nodes;
  private final long seed;

  /**
   * Rules, and the nodes that they are for.
   *
   * @param pool name of their pool; empty for all nodes
   */
  record Scope(String pool, List<String> nodes, List<FailureRule> rules) {
    Scope {
      nodes = List.copyOf(nodes);
      rules = List.copyOf(rules);
    }
  }

  /**
   * @param nodes that orders may refer to
   * @param seed of all draws
   */
  FailurePlan(List<Scope> scopes, NodesByPool nodes, long seed) {
    this.scopes = List.copyOf(scopes);
    this.nodes = nodes;
    this.seed = seed;
  }

  /**
   * Reads the failures of the nodes' pools, and those of all nodes.
   *
   * @param ofAll as a pools file has them beside its pools
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that names file, pool, entry, key, rule and value
   */
  public static FailurePlan read(
      List<NodeDescription> nodes, List<Section> ofAll, long seed, Path folder) {
    NodesByPool byPool = new NodesByPool(nodes);
    List<Scope> scopes = byPool.ofPools(folder);
    ofAll.forEach(rule -> scopes.add(byPool.ofAll(rule, Place.FILE, folder)));
    return new FailurePlan(scopes, byPool, seed);
  }

  /**
   * Returns what an order makes happen, with times from the order on. The same for the same order
   * of the same number.
   *
   * @param yaml one rule or a list of rules, as a pools file has them, without rates
   * @param number of the order, from 1
   * @throws IllegalArgumentException one line that names entry, key, rule and value
   */
  List<PlannedFailure> ordered(String yaml, long number) {
    List<Scope> scopes = new ArrayList<>();
    Object parsed = YamlFile.document("order", yaml);
    Object list = parsed instanceof List<?> ? parsed : Collections.singletonList(parsed);
    for (Section rule : Section.of("order", Map.of("failures", list)).sections("failures")) {
      scopes.add(nodes.ofAll(rule, Place.ORDER, FailureReader.NO_FOLDER));
    }
    return planned(scopes, number);
  }

  /** Returns what the annotation of a node makes happen, as {@link #ordered} does. */
  List<PlannedFailure> ordered(String yaml, long number, NodeDescription node) {
    Section rule = Section.of("annotation", YamlFile.document("annotation", yaml));
    return planned(List.of(NodesByPool.ofNode(rule, node)), number);
  }

  private List<PlannedFailure> planned(List<Scope> ordered, long number) {
    List<PlannedFailure> planned = new ArrayList<>();
    new FailurePlan(ordered, nodes, seed + number).failures().forEachRemaining(planned::add);
    return planned;
  }

  /** Tells whether nothing fails. */
  public boolean isEmpty() {
    return scopes.stream().allMatch(scope -> scope.rules().isEmpty());
  }

  /**
   * Returns the lines of the failures that begin in a run of {@code duration}, for people; ten
   * minutes of a run without a limit, zero.
   */
  public String text(int nodes, Duration duration) {
    return FailurePlanText.of(this, nodes, duration);
  }

  /** Tells whether pods are chosen by their labels. */
  public boolean readsPodLabels() {
    return scopes.stream()
        .flatMap(scope -> scope.rules().stream())
        .flatMap(rule -> rule.pods().stream())
        .anyMatch(pods -> !pods.selector().labels().isEmpty());
  }

  /** Tells whether a rule is for pods. */
  public boolean hasPods() {
    return scopes.stream()
        .flatMap(scope -> scope.rules().stream())
        .anyMatch(rule -> rule.pods().isPresent());
  }

  /** Returns the sequence from its beginning; for one thread. */
  Iterator<PlannedFailure> failures() {
    SplittableRandom random = new SplittableRandom(seed);
    PriorityQueue<Source> sources =
        new PriorityQueue<>(
            Comparator.comparingLong((Source source) -> source.next.atNs())
                .thenComparingInt(source -> source.number));
    int number = 0;
    for (Scope scope : scopes) {
      for (FailureRule rule : scope.rules()) {
        // Each rule has draws of its own, so that another one does not change them.
        Source source = new Source(number++, scope, rule, random.split());
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
    private final Scope scope;
    private final FailureRule rule;
    private final SplittableRandom random;

    /** Which nodes each failure at the rule's time is of: one, or all whose pods are drawn. */
    private final List<List<String>> atTime;

    private int taken;
    private long atNs;
    private PlannedFailure next;

    Source(int number, Scope scope, FailureRule rule, SplittableRandom random) {
      this.number = number;
      this.scope = scope;
      this.rule = rule;
      this.random = random;
      List<String> nodes = rule.nodes().isEmpty() ? draw() : rule.nodes();
      this.atTime =
          rule.pods().isPresent() ? List.of(nodes) : nodes.stream().map(List::of).toList();
    }

    /** Draws nodes without returning them: the first steps of a shuffle. */
    private List<String> draw() {
      if (rule.pods().isPresent() && rule.count() == 0) {
        return scope.nodes();
      }
      List<String> nodes = new ArrayList<>(scope.nodes());
      for (int i = 0; i < rule.count(); i++) {
        Collections.swap(nodes, i, random.nextInt(i, nodes.size()));
      }
      return List.copyOf(nodes.subList(0, rule.count()));
    }

    /** Goes to the next failure; returns false after the last. */
    boolean advance() {
      List<String> nodes;
      if (rule.atNs().isPresent()) {
        if (taken == atTime.size()) {
          return false;
        }
        atNs = rule.atNs().getAsLong();
        nodes = atTime.get(taken++);
      } else {
        double perNs = rule.perNodeAndMinute() * scope.nodes().size() / NS_PER_MINUTE;
        atNs += (long) (-Math.log1p(-random.nextDouble()) / perNs);
        nodes = List.of(scope.nodes().get(random.nextInt(scope.nodes().size())));
      }
      OptionalLong length =
          rule.length().isPresent()
              ? OptionalLong.of(rule.length().get().drawNs(random))
              : OptionalLong.empty();
      long drawSeed = rule.pods().isPresent() ? random.nextLong() : 0;
      next = new PlannedFailure(atNs, nodes, scope.pool(), rule, length, drawSeed);
      return true;
    }
  }
}
