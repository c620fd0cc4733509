package io.scaletest.dropin;

import io.scaletest.common.metrics.MetricsServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the user of a measured program set: a system property such as {@code scaletest.rows}, or
 * else an environment variable such as {@code SCALETEST_ROWS}.
 *
 * @param rows where a row for each request goes; empty for none
 * @param summary where the summary's JSON goes; empty for none
 * @param metricsPort port of the metrics page, 0 for any free one; {@link MetricsServer#OFF} for
 *     none
 * @param runId name of the run in the summary
 */
record DropInSettings(Optional<Path> rows, Optional<Path> summary, int metricsPort, String runId) {
  private static final int PORT_MAX = 65_535;

  /**
   * @param property looks a system property up; null where there is none
   * @param variable looks an environment variable up; null where there is none
   * @throws IllegalArgumentException if a value cannot be used; the message names it
   */
  static DropInSettings read(UnaryOperator<String> property, UnaryOperator<String> variable) {
    return new DropInSettings(
        text(property, variable, "rows").map(Path::of),
        text(property, variable, "summary").map(Path::of),
        text(property, variable, "metrics-port")
            .map(DropInSettings::port)
            .orElse(MetricsServer.OFF),
        text(property, variable, "run-id").orElse("pid-" + ProcessHandle.current().pid()));
  }

  private static Optional<String> text(
      UnaryOperator<String> property, UnaryOperator<String> variable, String name) {
    String value = property.apply("scaletest." + name);
    if (value == null) {
      value = variable.apply("SCALETEST_" + name.replace('-', '_').toUpperCase(Locale.ROOT));
    }
    return Optional.ofNullable(value).filter(text -> !text.isEmpty());
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= MetricsServer.OFF && port <= PORT_MAX) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "scaletest.metrics-port: must be a port, or -1 for none, got " + text);
  }
}
