package io.scaletest.watching.logger;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.RunFacts;
import io.scaletest.common.latency.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether a logger's numbers count: the rules of every run, and those of a watcher. */
final class LoggerVerdict {
  /**
   * A stamp is cut to milliseconds, so it is up to 1 ms early; none is late where the clocks agree.
   */
  static final long CLOCKS_DISAGREE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private LoggerVerdict() {}

  /**
   * What only a watcher knows.
   *
   * @param listed whether a list ever succeeded
   * @param dequeues rows, of whatever kind
   * @param relists lists after the first
   * @param learntByRelist changes that no event told
   * @param unreadable answers that were no valid JSON
   * @param lost keys that were queued and never worked off
   * @param notification the latency between two clocks
   */
  record Facts(
      boolean listed,
      long dequeues,
      long relists,
      long learntByRelist,
      long unreadable,
      long lost,
      LatencySummary notification) {}

  static Verdict of(Facts facts, RunFacts process) {
    List<String> reasons = new ArrayList<>();
    Verdict.Status worst = Verdict.Status.VALID;
    if (!facts.listed()) {
      worst = Verdict.Status.INVALID;
      reasons.add("no list ever succeeded: nothing was watched");
    } else if (facts.dequeues() == 0) {
      worst = Verdict.Status.SUSPECT;
      reasons.add("nothing changed while watching");
    }
    if (facts.lost() > 0) {
      worst = Verdict.Status.INVALID;
      reasons.add(facts.lost() + " queued objects were never worked off");
    }
    if (facts.relists() > 0) {
      worst = worse(worst, Verdict.Status.SUSPECT);
      reasons.add(
          "the watch was lost and listed anew "
              + facts.relists()
              + (facts.relists() == 1 ? " time: " : " times: ")
              + facts.learntByRelist()
              + " changes were learnt late, and of several to one object only the last");
    }
    if (facts.unreadable() > 0) {
      worst = worse(worst, Verdict.Status.SUSPECT);
      reasons.add(facts.unreadable() + " answers of the server could not be read");
    }
    if (facts.notification().minNs().orElse(0) < -CLOCKS_DISAGREE_NS) {
      worst = worse(worst, Verdict.Status.SUSPECT);
      reasons.add("notification latencies below zero: the clocks disagree");
    }
    Verdict common = Verdict.of(process);
    reasons.addAll(common.reasons());
    return new Verdict(worse(worst, common.status()), reasons);
  }

  private static Verdict.Status worse(Verdict.Status one, Verdict.Status other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
