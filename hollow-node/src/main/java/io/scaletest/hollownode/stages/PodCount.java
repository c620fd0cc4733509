package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.figures.HollowFigures;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts one pod among those of its phase. For the thread that holds the loop's lock. */
final class PodCount {
  private final HollowFigures figures;
  private final long seenNs;
  private String phase = "";
  private boolean known;

  /**
   * @param seenNs when the pod was first seen
   */
  PodCount(HollowFigures figures, long seenNs) {
    this.figures = figures;
    this.seenNs = seenNs;
  }

  /** The server says that the pod is in this phase. */
  void phase(String now, long nowNs) {
    if (!known) {
      figures.podsAdmitted.increment();
    }
    if (!phase.equals(now)) {
      counter(phase).ifPresent(LongAdder::decrement);
      counter(now).ifPresent(LongAdder::increment);
      if (known && now.equals("Running")) {
        figures.podStart.record(nowNs - seenNs);
      }
      if (known && (now.equals("Succeeded") || now.equals("Failed"))) {
        figures.podsCompleted.increment();
      }
      phase = now;
    }
    known = true;
  }

  void removed() {
    counter(phase).ifPresent(LongAdder::decrement);
    figures.podsDeleted.increment();
  }

  private Optional<LongAdder> counter(String of) {
    return switch (of) {
      case "Pending" -> Optional.of(figures.podsPending);
      case "Running" -> Optional.of(figures.podsRunning);
      case "Succeeded" -> Optional.of(figures.podsSucceeded);
      case "Failed" -> Optional.of(figures.podsFailed);
      default -> Optional.empty();
    };
  }
}
