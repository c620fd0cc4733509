package io.scaletest.cluster;

import io.scaletest.common.exit.OptionRule;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster's hollow nodes are made.
 *
 * @param watch hollow-node's option of that name
 * @param nodesPerProcess most nodes of one process or pod
 * @param host where a new cluster is to run as pods; empty for processes of this machine
 */
record UpSettings(String watch, int nodesPerProcess, Optional<Host> host) {
  static final int DEFAULT_NODES = 100;

  /** A JVM's heap and the connections of one process, on a machine of a developer. */
  private static final int MOST_PER_PROCESS = 100_000;

  UpSettings {
    OptionRule.require(
        List.of("shared", "per-node").contains(watch), "watch", "shared or per-node", watch);
    OptionRule.requireBetween("nodes-per-process", nodesPerProcess, 1, MOST_PER_PROCESS);
  }
}
