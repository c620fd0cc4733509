package io.scaletest.common.verdict;

import java.util.List;

/**
 * How much memory a process had resident, from time to time since the start of a measurement. A run
 * of any length has at most {@value ResidentSamples#MOST} values.
 *
 * @param everySeconds between two of them; the first is of the start
 * @param bytes in order; none where it is unknown (other than Linux)
 */
public record ResidentTrend(double everySeconds, List<Long> bytes) {
  /** Of a process of which it is unknown. */
  public static final ResidentTrend UNKNOWN = new ResidentTrend(0, List.of());

  public ResidentTrend {
    bytes = List.copyOf(bytes);
  }
}
