package io.scaletest.driving.session;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import picocli.CommandLine.Option;

/** How a driver's requests are sent, for {@code @Mixin}. */
public final class RequestOptions {
  /** Hours of trying, with the second that servers ask for. */
  private static final int MAX_RETRIES_MAX = 10_000;

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
              + " for report: <runid>-driver.server-before.prom and -after.prom.")
  private boolean serverMetrics;

  /**
   * Checks the options without looking at anything else.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public void check() {
    OptionRule.requireBetween("max-retries", maxRetries, 0, MAX_RETRIES_MAX);
  }

  /** Returns how often a request is sent again at most. */
  public int maxRetries() {
    return maxRetries;
  }

  /** Returns whether the server's own metrics are kept. */
  public boolean serverMetrics() {
    return serverMetrics;
  }

  /** Returns whether a run may be refused before it has begun. */
  public boolean firstContact() {
    return !noFirstContact;
  }
}
