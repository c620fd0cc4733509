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
   * Returns kube-proxies that serve what the options ask for, from now on.
   *
   * @param whenTaken the status with which the tool ends if a port cannot be had
   */
  public KubeProxies serve(WallClock wallClock, ExitStatus whenTaken) {
    ProxyFigures figures = new ProxyFigures();
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
      return new KubeProxies(figures, servers);
    } catch (RuntimeException e) {
      servers.forEach(ProxyServer::close);
      throw e;
    }
  }
}
