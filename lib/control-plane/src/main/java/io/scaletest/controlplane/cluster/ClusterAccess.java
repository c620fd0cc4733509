package io.scaletest.controlplane.cluster;

import static io.scaletest.wire.http.HttpStatus.OK;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fabric8.RequestFailure;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * One user's connections to the servers of a control plane. Opens what is needed when it is first
 * asked for: who only asks whether components are ready pays for no client. Safe for use by many
 * threads; its calls wait for answers.
 */
final class ClusterAccess implements AutoCloseable {
  private static final int ANSWER_LIMIT_MS = 30_000;
  private static final int CONNECT_LIMIT_MS = 5_000;
  private static final TransportLimits LIMITS =
      TransportLimits.defaults().toBuilder().timeoutsMs(ANSWER_LIMIT_MS, CONNECT_LIMIT_MS).build();

  private final ClientConfiguration configuration;
  private final RunFaults faults = new RunFaults(status -> {});

  @GuardedBy("this")
  private HttpTransport transport;

  @GuardedBy("this")
  private MeasuredClient measured;

  /**
   * @param configuration of the first API server; its authority vouches for all servers
   */
  ClusterAccess(ClientConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Returns a client of the first API server; {@link #close} closes it. */
  synchronized KubernetesClient client() {
    if (measured == null) {
      measured = MeasuredClient.over(transport(), configuration, settings(), faults);
    }
    return measured.client();
  }

  /** Returns the same user's access to another server, which the caller closes. */
  ClusterAccess at(URI server) {
    try {
      return new ClusterAccess(configuration.withServer("server", server.toString()));
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Tells whether a component answers at {@code url}, https or plain http, that it is ready. */
  boolean isReady(URI url) {
    if (url.getScheme().equals("http")) {
      return isReadyWithoutTls(url);
    }
    ApiRequest request =
        ApiRequest.get(url.getRawPath()).to(url.getScheme() + "://" + url.getRawAuthority());
    return transport().sendAndWait(request).status() == OK;
  }

  /** Asks etcd, which speaks HTTP/1.1 there: the transport would warn that it measures less. */
  private static boolean isReadyWithoutTls(URI url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(CONNECT_LIMIT_MS);
      connection.setReadTimeout(ANSWER_LIMIT_MS);
      try {
        return connection.getResponseCode() == OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized HttpTransport transport() {
    if (transport == null) {
      try {
        transport = HttpTransport.open(configuration, LIMITS, Ticker.system(), faults);
      } catch (ConfigurationException e) {
        throw new ToolException(ControlPlaneExit.START, e.getMessage(), e);
      }
    }
    return transport;
  }

  private static MeasuredClient.Settings settings() {
    return MeasuredClient.Settings.defaults().within(LIMITS);
  }

  /** Returns one line for a message: the status, if there was an answer, and the reason. */
  static String describe(KubernetesClientException failure) {
    String reason = RequestFailure.line(failure);
    return failure.getCode() > 0 ? "HTTP " + failure.getCode() + ": " + reason : reason;
  }

  /** Closes every connection; fails if something of the program itself has failed meanwhile. */
  @Override
  public synchronized void close() {
    if (measured != null) {
      measured.close();
    } else if (transport != null) {
      transport.close();
    }
    faults.throwIfAny();
  }
}
