package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureReader.Place;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of a run by their pools, to which rules refer. Immutable. */
final class NodesByPool {
  private final Map<String, OfPool> pools = new LinkedHashMap<>();

  private record OfPool(NodePool pool, List<String> names) {}

  NodesByPool(List<NodeDescription> nodes) {
    for (NodeDescription node : nodes) {
      NodePool pool = node.pool();
      pools
          .computeIfAbsent(pool.name(), name -> new OfPool(pool, new ArrayList<>()))
          .names
          .add(node.name());
    }
  }

  /** Returns the rules of the pools themselves, as a file has them. */
  List<FailurePlan.Scope> ofPools(Path folder) {
    List<FailurePlan.Scope> scopes = new ArrayList<>();
    for (OfPool each : pools.values()) {
      var reader = new FailureReader(each.names, List.of(each.pool), Place.POOL, folder);
      List<FailureRule> rules = reader.read(each.pool.failures());
      if (!rules.isEmpty()) {
        scopes.add(new FailurePlan.Scope(each.pool.name(), each.names, rules));
      }
    }
    return scopes;
  }

  /** Returns a rule for all nodes, or for those of the pool that it names. */
  FailurePlan.Scope ofAll(Section rule, Place place, Path folder) {
    Optional<OfPool> one = rule.optional(FailureReader.POOL, this::pool);
    List<OfPool> chosen = one.map(List::of).orElseGet(() -> List.copyOf(pools.values()));
    List<String> names = chosen.stream().flatMap(each -> each.names.stream()).toList();
    List<NodePool> theirs = chosen.stream().map(OfPool::pool).toList();
    var reader = new FailureReader(names, theirs, place, folder);
    return new FailurePlan.Scope("", names, reader.read(List.of(rule)));
  }

  private OfPool pool(String name) {
    return Optional.ofNullable(pools.get(name))
        .orElseThrow(() -> new IllegalArgumentException("must be a pool, got " + name));
  }

  /** Returns a rule for one node. */
  static FailurePlan.Scope ofNode(Section rule, NodeDescription node) {
    List<String> names = List.of(node.name());
    var reader =
        new FailureReader(names, List.of(node.pool()), Place.ANNOTATION, FailureReader.NO_FOLDER);
    return new FailurePlan.Scope(node.pool().name(), names, reader.read(List.of(rule)));
  }
}
