package io.scaletest.player.replay;

import io.scaletest.kube.names.ScaletestNames;

/** What a run calls the namespaces and the cluster's objects of a recording. Immutable. */
final class RunNames {
  /** <i>Source:</i> Kubernetes: DNS labels, such as namespaces' names and labels' values. */
  private static final int LABEL_MAX = 63;

  /** <i>Source:</i> Kubernetes: DNS subdomains, and names in paths. */
  private static final int NAME_MAX = 253;

  private final String prefix;

  /**
   * @param copy which of several copies of the recording it is, from 1; 0 for the only one
   */
  RunNames(String runId, int copy) {
    prefix = ScaletestNames.namePrefix(runId) + (copy == 0 ? "" : "-" + copy) + "-";
  }

  /** Returns the run's name of a namespace. */
  String namespace(String recorded) {
    return ScaletestNames.shortened(prefix + recorded, LABEL_MAX);
  }

  /** Returns what the server is to begin the name of an object of the cluster with. */
  String beginning(String recorded) {
    return prefix + recorded;
  }

  /** Returns the run's name of an object that is in no namespace. */
  String ofCluster(String resource, String recorded) {
    if (EntryRule.isDefinition(resource)) {
      return recorded;
    }
    if (resource.equals(ObjectKey.NAMESPACES)) {
      return namespace(recorded);
    }
    // What may be as long as a label's value stays so: nodes are named by labels, too.
    return ScaletestNames.shortened(
        prefix + recorded, recorded.length() <= LABEL_MAX ? LABEL_MAX : NAME_MAX);
  }
}
