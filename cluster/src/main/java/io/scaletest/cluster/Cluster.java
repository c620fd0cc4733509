package io.scaletest.cluster;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A control plane and hollow nodes that have joined it, which outlive this tool. What is to be is
 * written down before it is made: so whatever is interrupted, {@link #up} continues it and {@link
 * #down} ends it. Used by one thread; every call blocks.
 */
interface Cluster {
  /**
   * Makes the cluster what it is to be, from wherever an earlier call has left it, and returns when
   * every node is Ready.
   *
   * @param nodes how many nodes; empty for as many as it has, or the default of a new one
   * @throws ToolException with a status of {@link ControlPlaneExit}, or a usage error
   */
  ClusterView up(OptionalInt nodes, UpSettings settings, BuildListener progress);

  /** Looks at each part and at the nodes, now; empty where there is no cluster. */
  Optional<ClusterView> look();

  /**
   * Returns the kubeconfig of a cluster whose API server runs.
   *
   * @throws ToolException with status 3 where there is none
   */
  Path kubeconfig();

  /**
   * Ends an {@code up} that is at work, the nodes, then the control plane, and deletes all their
   * files. Works whatever is left of them; does nothing where nothing is.
   *
   * @return how many processes or pods ran
   * @throws ToolException with status 9 if one cannot be ended; files stay then
   */
  int down();

  Path path();

  /** Returns what it consists of, in a word: {@code processes}. */
  String parts();
}
