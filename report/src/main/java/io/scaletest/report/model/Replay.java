package io.scaletest.report.model;

import java.util.List;
import java.util.Map;

/**
 * How near a replay of recorded traffic came to the recording, as its summary says.
 *
 * @param trace the file that was replayed
 * @param speed how many times as fast as it was recorded
 * @param requests that the trace has, those that were left out among them
 * @param leftOut of these, by cause
 * @param windowSeconds length of a window
 * @param windows a value for each window since the start, in order
 * @param verbs the mix of verbs
 * @param codes answers with another code than in the recording, the most frequent first
 * @param pairs further figures of both
 */
public record Replay(
    String trace,
    double speed,
    long requests,
    Map<String, Long> leftOut,
    double windowSeconds,
    Windows windows,
    List<OfVerb> verbs,
    List<OtherCode> codes,
    List<Pair> pairs) {

  /**
   * Series by window, all of one length.
   *
   * @param recorded requests that were due
   * @param replayed requests that went out
   * @param recordedInFlight requests under way, the mean
   * @param replayedInFlight the same of the replay
   * @param recordedWatches watches that were open at some time
   * @param replayedWatches the same of the replay
   */
  public record Windows(
      List<Double> recorded,
      List<Double> replayed,
      List<Double> recordedInFlight,
      List<Double> replayedInFlight,
      List<Double> recordedWatches,
      List<Double> replayedWatches) {}

  /**
   * The requests of one verb.
   *
   * @param asRecorded answered with the code of the recording, or without a known one
   * @param dropped that could not be made
   */
  public record OfVerb(String verb, long recorded, long replayed, long asRecorded, long dropped) {}

  /** Requests of a verb that were answered in another way; code 0 is no answer. */
  public record OtherCode(String verb, long recorded, long replayed, long requests) {}

  /**
   * A figure of both.
   *
   * @param unit {@code ns} or {@code 1}
   */
  public record Pair(String name, String unit, double recorded, double replayed) {}

  /** Returns how many requests were to go out. */
  public long recorded() {
    return verbs.stream().mapToLong(OfVerb::recorded).sum();
  }

  /** Returns how many went out. */
  public long replayed() {
    return verbs.stream().mapToLong(OfVerb::replayed).sum();
  }

  /** Returns how many were answered as they had been. */
  public long asRecorded() {
    return verbs.stream().mapToLong(OfVerb::asRecorded).sum();
  }
}
