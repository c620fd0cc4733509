package io.scaletest.common.scrape;

import java.util.List;

/**
 * The file of scrapes that a driver writes and {@code report} reads, and the metrics that both know
 * by name: constants.
 *
 * <p>Behind {@link #HEADER} and the run's ID it has scrape after scrape, in Prometheus' text format
 * with the time of the scrape (milliseconds since 1970 UTC, the driver's clock) behind each value.
 * A scrape begins with {@link #STARTED}, where the server has that; samples follow, of which those
 * are left out whose value is that of the scrape before; {@link #UP}, 1 or 0 as Prometheus has it,
 * ends it. A server that was started anew has all its samples again.
 */
public final class ServerScrapes {
  /** How the file begins. */
  public static final String HEADER = "# Scrapes of an API server's metrics";

  /** What stands before the run's ID, in a line of its own. */
  public static final String RUN_ID = "#Run ID: ";

  /** Requests, from their receipt to their handler's end: waits in Priority and Fairness count. */
  public static final String REQUEST = "apiserver_request_duration_seconds";

  /** The server's own requests to etcd. */
  public static final String ETCD = "etcd_request_duration_seconds";

  /** Waits in API Priority and Fairness. */
  public static final String QUEUE = "apiserver_flowcontrol_request_wait_duration_seconds";

  /** Calls of admission webhooks. */
  public static final String WEBHOOK = "apiserver_admission_webhook_admission_duration_seconds";

  /** When the server's process was started: another value is another process. */
  public static final String STARTED = "process_start_time_seconds";

  /** Whether a scrape succeeded; Prometheus adds it to what it scrapes. */
  public static final String UP = "up";

  /** The histograms that say where the time of requests went. */
  public static final List<String> HISTOGRAMS = List.of(REQUEST, ETCD, QUEUE, WEBHOOK);

  private ServerScrapes() {}
}
