package io.scaletest.player.nodes;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.text.DurationText;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What hollow nodes came to over the whole of a run, their start included, by the summary that
 * hollow-node wrote.
 *
 * @param late why they say nothing about the server: hollow-node itself was late, or has no summary
 * @param broken why the server does not carry them: nodes that are missing or not Ready, leases
 *     that are renewed late
 */
public record NodesOutcome(Optional<String> late, Optional<String> broken) {
  /** How late a renewal may be: a whole interval, a quarter of what makes a node NotReady. */
  private static final long RENEWAL_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

  /** Reads the summary of a hollow-node that has ended. */
  static NodesOutcome read(Path file) {
    try {
      return JsonTree.object(Files.readAllBytes(file))
          .map(NodesOutcome::of)
          .orElseGet(() -> unknown(file + " is no summary"));
    } catch (IOException e) {
      return unknown("hollow-node left no summary: " + IoReason.of(e));
    }
  }

  private static NodesOutcome unknown(String why) {
    return new NodesOutcome(Optional.of(why), Optional.empty());
  }

  private static NodesOutcome of(Map<String, Object> summary) {
    return new NodesOutcome(
        invalid(summary, true), invalid(summary, false).or(() -> broken(summary)));
  }

  /** Returns what makes the measurement invalid by this machine's doing, or by another's. */
  private static Optional<String> invalid(Map<String, Object> summary, boolean own) {
    return JsonTree.objects(JsonTree.child(summary, "verdict"), "findings").stream()
        .filter(finding -> JsonTree.string(finding, "status").equals("INVALID"))
        .filter(finding -> JsonTree.string(finding, "about").equals("client") == own)
        .map(finding -> "hollow-node: " + JsonTree.string(finding, "reason"))
        .findFirst();
  }

  private static Optional<String> broken(Map<String, Object> summary) {
    String nodes = JsonTree.text(summary, "counts", "nodes");
    String ready = JsonTree.text(summary, "counts", "nodesReady");
    if (!ready.equals(nodes)) {
      return Optional.of(ready + " of " + nodes + " hollow nodes were Ready at the end");
    }
    String renewal = JsonTree.text(summary, "latencies", "lease.renewal", "max");
    if (renewal.isEmpty()) {
      return Optional.of("no lease was renewed");
    }
    long ns = Long.parseLong(renewal);
    return ns > RENEWAL_LIMIT_NS
        ? Optional.of(
            "lease renewal max "
                + DurationText.significant(ns)
                + ", limit "
                + DurationText.significant(RENEWAL_LIMIT_NS))
        : Optional.empty();
  }
}
