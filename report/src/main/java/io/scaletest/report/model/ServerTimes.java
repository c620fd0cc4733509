package io.scaletest.report.model;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How long one operation took the client and how long the API server says that it took, from one
 * scrape of the server's metrics to the next.
 *
 * @param operation {@code create}
 * @param request the server's word for it: {@code POST configmaps}
 * @param etcd what of the server's requests to etcd belongs to it: {@code create configmaps}; empty
 *     where none is known
 * @param queue the level of API Priority and Fairness that requests waited in most, whoever's they
 *     were; empty where they hardly did
 * @param steps each begins where the one before ends
 */
public record ServerTimes(
    String operation, String request, String etcd, String queue, List<Step> steps) {
  public ServerTimes {
    steps = List.copyOf(steps);
  }

  /**
   * What was answered between two scrapes. A figure of fewer than ten requests (p99: 1,000) is
   * empty, as is all that a server would have to know that was started anew in between.
   *
   * @param fromEpochMs a scrape was asked for, by the client's clock
   * @param toEpochMs the next one
   * @param clientCount requests answered with success
   * @param clientMs the mean of their service times
   * @param serverCount requests that the server counted
   * @param serverMs their mean
   * @param serverP99Ms by the buckets of the server's histogram: as coarse as these
   * @param etcdMs the mean of requests to etcd
   * @param queueMs the mean wait in Priority and Fairness
   */
  public record Step(
      long fromEpochMs,
      long toEpochMs,
      long clientCount,
      OptionalDouble clientMs,
      OptionalLong serverCount,
      OptionalDouble serverMs,
      OptionalDouble serverP99Ms,
      OptionalDouble etcdMs,
      OptionalDouble queueMs) {}
}
