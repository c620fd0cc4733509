package io.scaletest.player.imports;

/**
 * Something that arrived in the cluster of a public trace.
 *
 * @param owner whose it was: rows of one owner come into one namespace, and are sampled together
 * @param name the source's
 * @param startNs since the source's zero; {@link #BEFORE} for before the trace
 * @param endNs {@link #NEVER} where it had not ended
 * @param pods how many at once
 * @param cpuMilli of each of them, as {@code memoryBytes} and {@code gpus}
 * @param detail what else is worth knowing, for an annotation; empty for nothing
 * @param apart whether no two of an owner may be on one node
 */
record Arrival(
    Kind kind,
    String owner,
    String name,
    long startNs,
    long endNs,
    int pods,
    long cpuMilli,
    long memoryBytes,
    int gpus,
    String detail,
    boolean apart) {
  static final long BEFORE = Long.MIN_VALUE;
  static final long NEVER = Long.MAX_VALUE;

  /** What it becomes. */
  enum Kind {
    POD,
    JOB,
    DEPLOYMENT,
    MACHINE
  }

  /** Returns an arrival of one pod, of which nothing more is known. */
  static Arrival of(Kind kind, String owner, String name, long startNs, long endNs) {
    return new Arrival(kind, owner, name, startNs, endNs, 1, 0, 0, 0, "", false);
  }

  /** Returns this arrival of so many pods. */
  Arrival pods(int count) {
    return new Arrival(
        kind, owner, name, startNs, endNs, count, cpuMilli, memoryBytes, gpus, detail, apart);
  }

  /** Returns this arrival with requests. */
  Arrival asking(double cores, double memory, int gpuCount) {
    return new Arrival(
        kind,
        owner,
        name,
        startNs,
        endNs,
        pods,
        Math.round(cores * 1_000),
        Math.round(memory),
        gpuCount,
        detail,
        apart);
  }

  /** Returns this arrival with a note. */
  Arrival noting(String note) {
    return new Arrival(
        kind, owner, name, startNs, endNs, pods, cpuMilli, memoryBytes, gpus, note, apart);
  }

  /** Returns this arrival, apart from others of its owner. */
  Arrival keptApart() {
    return new Arrival(
        kind, owner, name, startNs, endNs, pods, cpuMilli, memoryBytes, gpus, detail, true);
  }
}
