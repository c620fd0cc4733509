package io.scaletest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fabric8.RequestFailure;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ReplyObserver;

/** A client of a cluster, by a kubeconfig; its calls block. */
final class Access implements AutoCloseable {
  private final MeasuredClient measured;
  private final RunFaults faults;

  private Access(MeasuredClient measured, RunFaults faults) {
    this.measured = measured;
    this.faults = faults;
  }

  /**
   * @param kubeconfig path; empty for what the environment says
   * @param context of it; empty for the current one
   * @throws ToolException with status 7 where it cannot be used
   */
  static Access to(String kubeconfig, String context) {
    RunFaults faults = new RunFaults(status -> {});
    try {
      ClientConfiguration configuration =
          ClientConfiguration.load(kubeconfig, context, "", "scaletest cluster");
      return new Access(
          MeasuredClient.open(
              configuration, MeasuredClient.Settings.defaults(), ReplyObserver.NONE, faults),
          faults);
    } catch (ConfigurationException e) {
      throw new ToolException(ControlPlaneExit.START, e.getMessage(), e);
    }
  }

  KubernetesClient client() {
    return measured.client();
  }

  /** Returns one line that says why a request failed. */
  static String reason(KubernetesClientException failure) {
    String line = RequestFailure.line(failure);
    return failure.getCode() > 0 ? "HTTP " + failure.getCode() + ": " + line : line;
  }

  /** Closes every connection; fails if something of the program itself has failed meanwhile. */
  @Override
  public void close() {
    measured.close();
    faults.throwIfAny();
  }
}
