package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A pools file; docs/hollow-pools.md has its format. Immutable.
 *
 * @param failures that happen to nodes of all pools, as the file has them
 */
public record PoolsFile(List<NodePool> pools, List<Section> failures) {
  private static final Set<String> KEYS = Set.of("seed", "pools", "failures");

  public PoolsFile {
    pools = List.copyOf(pools);
    failures = List.copyOf(failures);
  }

  /**
   * Reads a file of pools.
   *
   * @throws IllegalArgumentException one line that names file, pool, key, rule and value
   */
  public static PoolsFile read(Path path) {
    Section file = Section.of(path.toString(), YamlFile.document(path));
    file.requireKeys(KEYS);
    long seed = file.number("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
    Path absolute = path.toAbsolutePath();
    List<NodePool> pools = new ArrayList<>();
    for (Section section : file.sections("pools")) {
      pools.add(new PoolReader(section, seed, absolute.getParent()).read());
    }
    if (pools.isEmpty()) {
      throw file.refused("pools", "must have at least one pool");
    }
    requireDifferent(path, pools);
    return new PoolsFile(pools, file.sections("failures"));
  }

  private static void requireDifferent(Path path, List<NodePool> pools) {
    Set<String> poolNames = new HashSet<>();
    Map<String, String> poolOfNode = new HashMap<>();
    int nodes = 0;
    for (NodePool pool : pools) {
      if (!poolNames.add(pool.name())) {
        throw new IllegalArgumentException(
            path + ": pools: two have the name " + pool.name() + "; give each its own");
      }
      nodes += pool.count();
      if (nodes > NodePool.MOST_NODES) {
        throw new IllegalArgumentException(
            path + ": pools: must have at most " + NodePool.MOST_NODES + " nodes together");
      }
      for (int i = 0; i < pool.count(); i++) {
        String other = poolOfNode.put(pool.nodeName(i), pool.name());
        if (other != null) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s: pool %s: names: %s is a node of pool %s already",
                  path,
                  pool.name(),
                  pool.nodeName(i),
                  other));
        }
      }
    }
  }
}
