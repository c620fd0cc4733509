package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.nio.file.Path;

/** The tests' own client of a cluster. Safe for use by many threads. */
final class ClusterClient implements AutoCloseable {
  /** A test's own request is no part of what it measures: a machine that stands still ends none. */
  private static final TransportLimits PATIENT =
      TransportLimits.defaults().toBuilder().timeoutsMs(180_000, 60_000).build();

  private final RethrowingFaults faults = new RethrowingFaults();
  private final MeasuredClient measured;

  /** Opens a client of whom a kubeconfig names. */
  ClusterClient(Path kubeconfig) {
    try {
      measured =
          MeasuredClient.open(
              ClientConfiguration.load(kubeconfig.toString(), "", "", "scaletest tests"),
              MeasuredClient.Settings.defaults().within(PATIENT),
              ReplyObserver.NONE,
              faults);
    } catch (ConfigurationException e) {
      throw new AssertionError(kubeconfig + ": " + e.getMessage(), e);
    }
  }

  KubernetesClient client() {
    return measured.client();
  }

  @Override
  public void close() {
    measured.close();
    faults.rethrow();
  }
}
