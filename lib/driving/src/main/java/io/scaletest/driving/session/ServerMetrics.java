package io.scaletest.driving.session;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.run.RunId;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the configured API server says of itself before and after a measurement, in the text
 * format of its {@code /metrics}: from the difference, {@code report} tells the server's part of a
 * latency from the client's. What cannot be had is one warning; the run goes on.
 *
 * <p>To be called by one thread, which is blocked until the answer is written.
 */
final class ServerMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(ServerMetrics.class);
  private static final String TEXT = "text/plain";

  private final ApiTransport transport;
  private final RunId runId;
  private final Map<String, Path> files = new LinkedHashMap<>();

  ServerMetrics(ApiTransport transport, RunId runId) {
    this.transport = transport;
    this.runId = runId;
  }

  /**
   * Asks for the page and writes it, over a file of that name.
   *
   * @param when {@code before} or {@code after}
   */
  void keep(String when) {
    ApiReply reply =
        transport.sendAndWait(ApiRequest.get("/metrics").accepting(TEXT).readingEveryBody());
    if (!reply.succeeded()) {
      LOG.warn("server-metrics: {} the run /metrics was refused: {}", when, reply.failure());
      return;
    }
    Path file = Path.of(runId.value() + "-driver.server-" + when + ".prom");
    try {
      Files.write(file, reply.body());
      files.put("server-" + when, file);
    } catch (IOException e) {
      LOG.warn("server-metrics: {} cannot be written: {}", file, IoReason.of(e));
    }
  }

  /** Returns the files that there are, by kind. */
  Map<String, Path> files() {
    return files;
  }
}
