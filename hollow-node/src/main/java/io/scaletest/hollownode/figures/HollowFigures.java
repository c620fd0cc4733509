package io.scaletest.hollownode.figures;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.GONE;
import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ReplyObserver;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts and latencies of one process of hollow nodes. Safe for use by many threads. */
public final class HollowFigures implements ReplyObserver {
  /** Why a request failed whose node was cut off on purpose; counted apart, as no failure. */
  public static final String CUT_OFF = "the node was cut off from the API server";

  private static final int STATUS_LIMIT = 600;

  /** From when a lease was due until its renewal was asked for: this process's own fault. */
  public final LatencySeries leaseLateness = new LatencySeries("lease.lateness");

  /** From when a lease was due until its renewal was answered: what the controllers see. */
  public final LatencySeries leaseRenewal = new LatencySeries("lease.renewal");

  /** From a change of a pod's status to the answer of the PATCH that reported it. */
  public final LatencySeries podStatus = new LatencySeries("pod.status");

  /** Of one PATCH of a pod's status, from the transport to its answer. */
  public final LatencySeries podPatch = new LatencySeries("pod.patch");

  /** From when a pod was first seen until the API server had taken the status that says it runs. */
  public final LatencySeries podStart = new LatencySeries("pod.start");

  public final LongAdder leaseRenewals = new LongAdder();
  public final LongAdder leaseFailures = new LongAdder();
  public final LongAdder nodeReports = new LongAdder();
  public final LongAdder watchEvents = new LongAdder();
  public final LongAdder watchOpened = new LongAdder();
  public final LongAdder watchResumed = new LongAdder();
  public final LongAdder watchRelisted = new LongAdder();
  public final LongAdder watchFailed = new LongAdder();
  public final LongAdder watchGone = new LongAdder();
  public final LongAdder podsAdmitted = new LongAdder();
  public final LongAdder podsRejected = new LongAdder();
  public final LongAdder podsCompleted = new LongAdder();
  public final LongAdder podsDeleted = new LongAdder();

  /**
   * Pods that ran by the time that their status could be sent: that they were being created was
   * never reported.
   */
  public final LongAdder podStartsInOnePatch = new LongAdder();

  public final LongAdder podReconciles = new LongAdder();
  public final LongAdder podRetries = new LongAdder();
  public final LongAdder containerRestarts = new LongAdder();
  public final LongAdder eventsPosted = new LongAdder();
  public final LongAdder eventsPatched = new LongAdder();
  public final LongAdder eventsDropped = new LongAdder();
  public final LongAdder tokens = new LongAdder();

  /** Events and tokens that the server did not take because their namespace was being deleted. */
  public final LongAdder refusedInDeletedNamespaces = new LongAdder();

  /** Requests and watches that were lost because their node was cut off on purpose. */
  public final LongAdder cutOff = new LongAdder();

  public final LongAdder nodesStarted = new LongAdder();
  public final LongAdder nodesRegistered = new LongAdder();

  /** Nodes that reported that they are ready, and were not deleted since, as far as is known. */
  public final LongAdder nodesReady = new LongAdder();

  /** Nodes that somebody deleted, and that nobody created again, now. */
  public final LongAdder nodesMissing = new LongAdder();

  /** How often somebody deleted a Node. */
  public final LongAdder nodesDeleted = new LongAdder();

  /** Pods that are Pending, Running, Succeeded, Failed now, and requests for them that wait. */
  public final LongAdder podsPending = new LongAdder();

  public final LongAdder podsRunning = new LongAdder();
  public final LongAdder podsSucceeded = new LongAdder();
  public final LongAdder podsFailed = new LongAdder();
  public final LongAdder statusQueue = new LongAdder();

  private final AtomicLongArray byStatus = new AtomicLongArray(STATUS_LIMIT);
  private final LongAdder requests = new LongAdder();
  private final ErrorCounts failures = new ErrorCounts();

  /** Returns the latencies, in the order in which people want to read them. */
  public List<LatencySeries> latencies() {
    return List.of(leaseLateness, leaseRenewal, podStart, podStatus, podPatch);
  }

  @Override
  public void answered(ApiRequest request, String authority, ApiReply reply) {
    requests.increment();
    int status = reply.status();
    byStatus.incrementAndGet(status > 0 && status < STATUS_LIMIT ? status : 0);
  }

  /** Counts a failure under its message. */
  public void failed(String message) {
    failures.add(message);
  }

  /**
   * Counts a request that failed, under its message without the names in it. One that was refused
   * because its namespace is being deleted is what somebody wanted, and is counted apart.
   *
   * @param what the request was about
   * @param names pairs of a kind and a name that stands in the message
   */
  public void failed(String what, ApiReply reply, String... names) {
    if (reply.failure().equals(CUT_OFF)) {
      cutOff.increment();
    } else if (Refusal.isOfDeletedNamespace(reply)) {
      refusedInDeletedNamespaces.increment();
    } else {
      failures.add(what + ": " + Refusal.generic(reply.failure(), names));
    }
  }

  /** Shows the figures in {@code registry}, computed when it is read. */
  public void register(PrometheusRegistry registry) {
    HollowMetrics.register(this, registry);
  }

  /** Returns how often each message of a failure came. */
  public ErrorCounts failures() {
    return failures;
  }

  public long requests() {
    return requests.sum();
  }

  /** Returns how many requests got no answer at all. */
  public long unanswered() {
    return byStatus.get(0);
  }

  public long conflicts() {
    return byStatus.get(CONFLICT);
  }

  /** Returns how often the resourceVersion of a watch was too old, as a status or as an event. */
  public long gone() {
    return byStatus.get(GONE) + watchGone.sum();
  }

  public long throttled() {
    return byStatus.get(TOO_MANY_REQUESTS);
  }

  /** Returns how many answers had a status of 500 or more. */
  public long serverErrors() {
    long sum = 0;
    for (int status = 500; status < STATUS_LIMIT; status++) {
      sum += byStatus.get(status);
    }
    return sum;
  }
}
