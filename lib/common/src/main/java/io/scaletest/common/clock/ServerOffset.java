package io.scaletest.common.clock;

/**
 * By how much the API server's clock is ahead of a run's own wall clock, in bounds that hold
 * whatever the network did.
 *
 * @param server base URL of the server; behind a load balancer one of several may have answered
 * @param atStart the bounds once they were narrow for the first time
 * @param atEnd the bounds as of the last look
 * @param requests how many answers they are made of
 * @param steps how often an answer contradicted the bounds: a clock was set, or there are several
 */
public record ServerOffset(String server, Bounds atStart, Bounds atEnd, int requests, int steps) {

  /**
   * Both ends included; in nanoseconds, negative where the server's clock is behind.
   *
   * @param lowNs the least that it can be
   * @param highNs the most that it can be
   */
  public record Bounds(long lowNs, long highNs) {}
}
