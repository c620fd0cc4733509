package io.scaletest.common.verdict;

/**
 * What this process did while it measured, from the start of the measurement to its end. The JVM's
 * start before it and the clean-up behind it are no part of it.
 *
 * @param startNs the start, as a reading of the run's ticker
 * @param endNs the end, likewise
 * @param process what was used in between
 * @param standstillLongestNs the longest time in which nothing of this process ran
 * @param standstillTotalNs all such times together
 */
public record Window(
    long startNs,
    long endNs,
    ProcessFacts process,
    long standstillLongestNs,
    long standstillTotalNs) {

  /** Returns the length. */
  public double seconds() {
    return (endNs - startNs) / 1e9;
  }
}
