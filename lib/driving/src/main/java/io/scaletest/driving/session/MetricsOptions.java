package io.scaletest.driving.session;

import io.scaletest.common.cli.PortConverter;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.metrics.MetricsServer;
import picocli.CommandLine.Option;

/** Where a driver serves its metrics and how long after the end, for {@code @Mixin}. */
public final class MetricsOptions {
  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      description =
          "Port of /metrics, /debug/pprof and, at /, a page with plots, or a service's name; 0"
              + " takes a free one and says which, -1 serves none (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = {"-waitBeforeTerminate", "--waitBeforeTerminate"},
      paramLabel = "<s>",
      description =
          "Seconds after the last delete for which metrics can still be scraped; none if negative"
              + " (default: ${DEFAULT-VALUE}).")
  private long lingerSeconds;

  /**
   * @param defaultPort where the option does not say
   * @param defaultLingerSeconds where the option does not say
   */
  public MetricsOptions(int defaultPort, int defaultLingerSeconds) {
    this.port = defaultPort;
    this.lingerSeconds = defaultLingerSeconds;
  }

  /** Returns options of a driver that serves no metrics. */
  public static MetricsOptions none() {
    return new MetricsOptions(MetricsServer.OFF, 0);
  }

  /**
   * Checks the options without looking at anything else.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public void check() {
    OptionRule.requirePort("metricport", port, MetricsServer.OFF);
  }

  int port() {
    return port;
  }

  long lingerSeconds() {
    return lingerSeconds;
  }
}
