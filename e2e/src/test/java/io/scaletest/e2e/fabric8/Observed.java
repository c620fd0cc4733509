package io.scaletest.e2e.fabric8;

import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A measured client of a cluster, and what its observer hears. */
final class Observed implements ReplyObserver, AutoCloseable {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final RethrowingFaults faults = new RethrowingFaults();
  private final MeasuredClient measured;

  Observed(TestCluster cluster) {
    this(cluster, MeasuredClient.Settings.defaults());
  }

  Observed(TestCluster cluster, MeasuredClient.Settings settings) {
    try {
      ClientConfiguration configuration =
          ClientConfiguration.load(cluster.kubeconfig().toString(), "", "", "measured/1");
      measured = MeasuredClient.open(configuration, settings, this, faults);
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
  }

  MeasuredClient measured() {
    return measured;
  }

  /** Returns method and status of each request so far, in the order of their ends. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void answered(ApiRequest request, String authority, ApiReply reply) {
    seen.add(request.method() + " " + reply.status());
  }

  @Override
  public void close() {
    measured.close();
    faults.rethrow();
  }
}
