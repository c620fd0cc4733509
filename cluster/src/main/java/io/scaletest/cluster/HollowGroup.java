package io.scaletest.cluster;

/**
 * The hollow nodes of one process.
 *
 * @param number 1 for the first
 * @param nodes how many
 * @param metricsPort where its process serves its metrics, on loopback
 */
record HollowGroup(int number, int nodes, int metricsPort) {
  private static final int MOST_PORT = 65_535;

  HollowGroup {
    if (number < 1 || nodes < 1 || metricsPort < 1 || metricsPort > MOST_PORT) {
      throw new IllegalArgumentException(
          "group: must be positive, got " + number + ", " + nodes + ", " + metricsPort);
    }
  }

  /** Returns the name of its process. */
  String name() {
    return "hollow-" + number;
  }

  /** Returns the pattern of its nodes' names, with the place of their number. */
  String nodeNames() {
    return name() + "-%05d";
  }
}
