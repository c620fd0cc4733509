package io.scaletest.quickstart;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.RunId;
import io.scaletest.common.text.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param runId name of the run
 * @param ratePerSecond creations per second, finite and above 0
 * @param duration how long objects are created, above 0
 * @param maxPopulation how many objects live at a time, at least 1
 * @param nodes how many hollow nodes there are meanwhile, at least 0
 * @param real whether a control plane is started for it, rather than an embedded API server
 * @param kubeconfig the cluster to use; empty to start one for it
 * @param context context of the kubeconfig; empty for its current one
 * @param folder where the files go
 */
record QuickstartPlan(
    RunId runId,
    double ratePerSecond,
    Duration duration,
    int maxPopulation,
    int nodes,
    boolean real,
    Optional<Path> kubeconfig,
    String context,
    Path folder) {
  /** The suffix of the page that shows the run. */
  static final String PAGE = "report.html";

  private static final double MS_PER_S = 1_000;

  QuickstartPlan {
    if (!(ratePerSecond > 0 && Double.isFinite(ratePerSecond))) {
      throw ToolException.usage("lambda: must be > 0, got " + ratePerSecond);
    }
    if (duration.isNegative() || duration.isZero()) {
      throw ToolException.usage("duration: must be > 0, got " + DurationText.of(duration));
    }
    if (maxPopulation < 1) {
      throw ToolException.usage("maxpop: must be >= 1, got " + maxPopulation);
    }
    if (nodes < 0) {
      throw ToolException.usage("nodes: must be >= 0, got " + nodes);
    }
    if (real && kubeconfig.isPresent()) {
      throw ToolException.usage(
          "real: starts a control plane, so it goes without kubeconfig, got " + kubeconfig.get());
    }
    if (!context.isEmpty() && kubeconfig.isEmpty()) {
      throw ToolException.usage("context: needs kubeconfig, got " + context);
    }
  }

  /** Returns whether the server is the embedded one: nothing else was asked for. */
  boolean embedded() {
    return !real && kubeconfig.isEmpty();
  }

  /** Returns how many objects are created: what the rate makes of the duration, at least 1. */
  long objects() {
    return Math.max(1, Math.round(ratePerSecond * (duration.toMillis() / MS_PER_S)));
  }

  /** Returns the path of one of the run's files: {@code <folder>/<runid>-<suffix>}. */
  Path file(String suffix) {
    return folder.resolve(fileName(suffix));
  }

  /** Returns the name of one of the run's files, for tools that run in the folder. */
  String fileName(String suffix) {
    return runId + "-" + suffix;
  }
}
