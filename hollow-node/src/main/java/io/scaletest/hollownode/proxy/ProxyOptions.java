package io.scaletest.hollownode.proxy;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options for the ports that the kube-proxies serve, for {@code @Mixin}. */
public final class ProxyOptions {
  @Option(
      names = {"-proxy-healthz-port", "--proxy-healthz-port"},
      paramLabel = "<port>",
      defaultValue = "0",
      description =
          "Port on which the kube-proxies together say that they are well, as a real one does on"
              + " 10256; 0 for none (default: ${DEFAULT-VALUE}).")
  private int healthPort;

  @Option(
      names = {"-proxy-metrics-port", "--proxy-metrics-port"},
      paramLabel = "<port>",
      defaultValue = "0",
      description =
          "Port of 127.0.0.1 with the kube-proxies' own /metrics, /healthz and /proxyMode, as a"
              + " real one's 10249; 0 for none (default: ${DEFAULT-VALUE}).")
  private int metricsPort;

  /**
   * Starts what the options ask for.
   *
   * @param whenTaken the status with which the tool ends if a port cannot be had
   */
  public List<ProxyServer> serve(ProxyFigures figures, WallClock wallClock, ExitStatus whenTaken) {
    List<ProxyServer> servers = new ArrayList<>();
    try {
      if (healthPort != 0) {
        servers.add(
            ProxyServer.health("proxy-healthz-port", healthPort, figures, wallClock, whenTaken));
      }
      if (metricsPort != 0) {
        servers.add(
            ProxyServer.metrics("proxy-metrics-port", metricsPort, figures, wallClock, whenTaken));
      }
      return servers;
    } catch (RuntimeException e) {
      servers.forEach(ProxyServer::close);
      throw e;
    }
  }
}
