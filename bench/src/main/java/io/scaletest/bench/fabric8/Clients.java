package io.scaletest.bench.fabric8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.file.Path;

/**
 * The clients that are compared. Each is made where only its own classes are loaded, so that a
 * start that is measured is its own.
 */
final class Clients {
  private static final String USER_AGENT = "scaletest-bench";

  private Clients() {}

  static RunFaults faults() {
    return new RunFaults(new StopSignal()::request);
  }

  private static ClientConfiguration configuration(String kubeconfig)
      throws ConfigurationException {
    return ClientConfiguration.load(kubeconfig, "", "", USER_AGENT);
  }

  static HttpTransport transport(String kubeconfig) throws ConfigurationException {
    return HttpTransport.open(
        configuration(kubeconfig), TransportLimits.defaults(), Ticker.system(), faults());
  }

  /** fabric8's classes are named in here alone. */
  static final class Fabric8 {
    private Fabric8() {}

    static MeasuredClient overTransport(String kubeconfig, ReplyObserver observer)
        throws ConfigurationException {
      return MeasuredClient.open(
          configuration(kubeconfig), MeasuredClient.Settings.defaults(), observer, faults());
    }

    /** As users make it, but that nothing is repeated, as in the others. */
    static KubernetesClient stock(String kubeconfig) {
      Config config =
          new ConfigBuilder(Config.fromKubeconfig(Path.of(kubeconfig).toFile()))
              .withRequestRetryBackoffLimit(0)
              .build();
      return new KubernetesClientBuilder().withConfig(config).build();
    }
  }
}
