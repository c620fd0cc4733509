package io.scaletest.driving.session;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a driver's requests are sent, for {@code @Mixin}. */
public final class RequestOptions {
  /** Hours of trying, with the second that servers ask for. */
  private static final int MAX_RETRIES_MAX = 10_000;

  private static final String EVERY = "server-metrics-every";

  /** Each takes a server some 30 ms of CPU: more often, and what is measured is the asking. */
  private static final Duration EVERY_MIN = Duration.ofSeconds(1);

  /** Prometheus' own default is a minute, its example's and most clusters' this. */
  private static final Duration EVERY_DEFAULT = Duration.ofSeconds(15);

  @Option(
      names = {"-no-first-contact", "--no-first-contact"},
      description =
          "Do not ask, before the run, whether creates and deletes would be allowed: no request but"
              + " the originals'.")
  private boolean noFirstContact;

  @Option(
      names = {"-max-retries", "--max-retries"},
      paramLabel = "<n>",
      defaultValue = "10",
      description =
          "How often a request is sent again at most when the server answers 429 or 5xx with"
              + " Retry-After, as client-go does; 0 for never (default: ${DEFAULT-VALUE}).")
  private int maxRetries;

  @Option(
      names = {"-server-metrics", "--server-metrics"},
      description =
          "Keep the API server's own metrics (GET /metrics) from before and after the measurement,"
              + " for report: <runid>-driver.server-before.prom and -after.prom; and, of what"
              + " report reads, <runid>-driver.server.prom from while it goes on.")
  private boolean serverMetrics;

  @Option(
      names = {"-server-metrics-every", "--server-metrics-every"},
      paramLabel = "<duration>",
      description =
          "How often --server-metrics asks while the measurement goes on, over a connection of its"
              + " own; at least 1s, 0: only before and after (default: 15s).")
  private Duration serverMetricsEvery;

  /**
   * Checks the options without looking at anything else.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public void check() {
    OptionRule.requireBetween("max-retries", maxRetries, 0, MAX_RETRIES_MAX);
    if (serverMetricsEvery != null) {
      OptionRule.require(
          serverMetricsEvery.isZero() || serverMetricsEvery.compareTo(EVERY_MIN) >= 0,
          EVERY,
          "0 or >= 1s",
          serverMetricsEvery);
      if (!serverMetrics) {
        throw ToolException.usage(EVERY + ": has no effect without --server-metrics");
      }
    }
  }

  /** Returns how often a request is sent again at most. */
  public int maxRetries() {
    return maxRetries;
  }

  /** Returns whether the server's own metrics are kept. */
  boolean serverMetrics() {
    return serverMetrics;
  }

  /** Returns how often they are asked for while the run goes on; empty for not at all. */
  Optional<Duration> serverMetricsEvery() {
    Duration every = serverMetricsEvery == null ? EVERY_DEFAULT : serverMetricsEvery;
    return Optional.of(every).filter(of -> serverMetrics && !of.isZero());
  }

  /** Returns whether a run may be refused before it has begun. */
  public boolean firstContact() {
    return !noFirstContact;
  }
}
