package io.scaletest.player.workload;

import io.scaletest.common.exit.ToolException;
import io.scaletest.player.language.Place;
import io.scaletest.player.language.SpecFile;
import io.scaletest.wire.json.JsonTree;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads what is said of hollow nodes. Of a file of pools it knows the counts alone: the rest is
 * hollow-node's to check, before the run's first request.
 */
final class NodesReader {
  /** For the start of the process, and whatever else does not grow with the nodes. */
  private static final long READY_NS = TimeUnit.MINUTES.toNanos(2);

  /**
   * Three times what a node took when 4,000 with watches of their own were made at once, on two
   * cores that the control plane shared with them.
   */
  private static final long READY_NS_OF_A_NODE = TimeUnit.MILLISECONDS.toNanos(100);

  private NodesReader() {}

  static HollowNodes read(Path spec, Place at) {
    Optional<Integer> count = at.get("count").map(c -> Integer.parseInt(c.text()));
    Optional<Path> file = at.get("pools").filter(Place::isScalar).map(name -> beside(spec, name));
    Optional<Map<String, Object>> pools =
        at.get("pools").map(said -> pools(said, file.map(path -> tree(said, path))));
    if (count.isEmpty() && pools.isEmpty()) {
      throw at.refused("must have pools or count");
    }
    int nodes = pools.map(tree -> count.orElseGet(() -> sum(tree))).orElseGet(count::get);
    return new HollowNodes(
        at,
        file,
        changed(at, file, pools, count),
        nodes,
        at.get("ready").map(WorkloadReader::lengthNs).orElse(READY_NS + nodes * READY_NS_OF_A_NODE),
        at.get("morph").map(Place::text).orElse("kubelet"),
        at.get("watch").map(Place::text).orElse("per-node"));
  }

  private static Path beside(Path spec, Place name) {
    try {
      return spec.resolveSibling(name.text());
    } catch (InvalidPathException e) {
      throw name.refused("must be the name of a file");
    }
  }

  private static Object tree(Place said, Path file) {
    try {
      return SpecFile.tree(file);
    } catch (ToolException e) {
      throw new ToolException(
          e.status(), said.where() + ": " + said.path() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> pools(Place said, Optional<Object> file) {
    Object tree = file.orElseGet(() -> JsonTree.of("pools", said.tree()));
    if (tree instanceof Map<?, ?> map && !JsonTree.objects(map, "pools").isEmpty()) {
      return JsonTree.asObject(map);
    }
    throw said.refused("must be a list of pools, or a file with one");
  }

  /** Returns what hollow-node is to be given in place of the user's file. */
  private static Optional<Map<String, Object>> changed(
      Place at, Optional<Path> file, Optional<Map<String, Object>> pools, Optional<Integer> count) {
    if (pools.isPresent() && count.isPresent()) {
      return Optional.of(counted(at, pools.get(), count.get()));
    }
    return file.isPresent() ? Optional.empty() : pools;
  }

  private static Map<String, Object> counted(Place at, Map<String, Object> pools, int count) {
    if (JsonTree.objects(pools, "pools").size() != 1) {
      throw at.members().get("count").refused("must be left out: there are several pools");
    }
    Map<String, Object> tree = JsonTree.copyObject(pools);
    Map<String, Object> pool = JsonTree.asObject(JsonTree.objects(tree, "pools").get(0));
    pool.put("count", count);
    tree.put("pools", List.of(pool));
    return tree;
  }

  private static int sum(Map<String, Object> pools) {
    long sum = 0;
    for (Map<?, ?> pool : JsonTree.objects(pools, "pools")) {
      sum += pool.get("count") instanceof Number number ? number.longValue() : 1;
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }
}
