package io.scaletest.watching.logger;

import static io.scaletest.common.verdict.Verdict.Side.CLIENT;
import static io.scaletest.common.verdict.Verdict.Side.SERVER;
import static io.scaletest.common.verdict.Verdict.Status.INVALID;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.watching.steps.Retries;

/** Whether a logger's numbers count: the rules of every run, and those of a watcher. */
final class LoggerVerdict {
  private LoggerVerdict() {}

  /**
   * What only a watcher knows.
   *
   * @param listed whether a list ever succeeded
   * @param changes events of the watch, and what relists told instead; not the first list
   * @param relists lists after the first
   * @param learntByRelist changes that no event told
   * @param unreadable answers that were no valid JSON
   * @param retries lists and watches that were sent again without having failed
   * @param throttled answers of 429 to lists and watches
   * @param lost keys that were queued and never worked off
   * @param notification the latency between two clocks
   */
  record Facts(
      boolean listed,
      long changes,
      long relists,
      long learntByRelist,
      long unreadable,
      long retries,
      long throttled,
      long lost,
      LatencySummary notification) {}

  /**
   * @param common has the facts of every run
   */
  static Verdict of(Facts facts, Judgement common) {
    if (!facts.listed()) {
      common.add(INVALID, SERVER, "no list ever succeeded: nothing was watched");
    } else if (facts.changes() == 0) {
      common.add(SUSPECT, SERVER, "nothing changed while watching");
    }
    if (facts.lost() > 0) {
      common.add(INVALID, CLIENT, facts.lost() + " queued objects were never worked off");
    }
    if (facts.relists() > 0) {
      common.add(
          SUSPECT,
          SERVER,
          "the watch was lost and listed anew "
              + facts.relists()
              + (facts.relists() == 1 ? " time: " : " times: ")
              + facts.learntByRelist()
              + " changes were learnt late, and of several to one object only the last");
    }
    if (facts.unreadable() > 0) {
      common.add(SUSPECT, SERVER, facts.unreadable() + " answers could not be read");
    }
    if (facts.retries() + facts.throttled() > 0) {
      common.add(SUSPECT, SERVER, Retries.finding(facts.retries(), facts.throttled()));
    }
    return common.stamps(facts.notification()).verdict();
  }
}
