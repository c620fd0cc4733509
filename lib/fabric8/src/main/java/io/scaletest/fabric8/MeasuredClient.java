package io.scaletest.fabric8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.fabric8.http.ClientThreads;
import io.scaletest.fabric8.http.TransportHttpClientFactory;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import java.util.concurrent.ExecutorService;

/**
 * A {@link KubernetesClient} of fabric8's whose requests go through a transport of ours, where each
 * one's wait for a stream, service time and end are measured. Safe for use by many threads, whose
 * calls block as fabric8's do.
 */
public final class MeasuredClient implements AutoCloseable {
  private final HttpTransport transport;
  private final ExecutorService workers;
  private final ExecutorService tasks;
  private final KubernetesClient client;

  /**
   * How a client is made.
   *
   * @param limits the transport's bounds
   * @param namespace namespace of calls that name none
   * @param retries how often fabric8 may repeat a request after 429, 5xx or a broken connection, a
   *     create, too; each try is a request of its own to the observer
   * @param workers threads on which answers are parsed and events are handed over
   */
  public record Settings(TransportLimits limits, String namespace, int retries, int workers) {
    private static final int WORKERS = 4;

    /** The tools' bounds, no repetition, the namespace {@code default}. */
    public static Settings defaults() {
      return new Settings(TransportLimits.defaults(), "default", 0, WORKERS);
    }

    public Settings {
      if (retries < 0) {
        throw new IllegalArgumentException("retries: must not be negative, got " + retries);
      }
      if (workers < 1) {
        throw new IllegalArgumentException("workers: must be at least 1, got " + workers);
      }
    }

    /** Returns these settings with other bounds of the transport. */
    public Settings within(TransportLimits newLimits) {
      return new Settings(newLimits, namespace, retries, workers);
    }

    public Settings retrying(int times) {
      return new Settings(limits, namespace, times, workers);
    }
  }

  private MeasuredClient(
      HttpTransport transport,
      ExecutorService workers,
      ExecutorService tasks,
      KubernetesClient client) {
    this.transport = transport;
    this.workers = workers;
    this.tasks = tasks;
    this.client = client;
  }

  /**
   * Opens a client. No connection is made yet.
   *
   * @param observer hears of each request's end, on an event loop: must not block
   * @param faults hears of what callbacks throw
   * @throws ConfigurationException where TLS cannot use the configuration's certificates
   */
  public static MeasuredClient open(
      ClientConfiguration configuration,
      Settings settings,
      ReplyObserver observer,
      FaultHandler faults)
      throws ConfigurationException {
    return over(
        HttpTransport.open(configuration, settings.limits(), Ticker.system(), observer, faults),
        configuration,
        settings,
        faults);
  }

  /**
   * Returns a client over a transport that is open, which it closes.
   *
   * @param configuration what the transport was opened with
   */
  public static MeasuredClient over(
      HttpTransport transport,
      ClientConfiguration configuration,
      Settings settings,
      FaultHandler faults) {
    ExecutorService workers = ClientThreads.answers("fabric8-answers", settings.workers());
    TransportHttpClientFactory factory =
        new TransportHttpClientFactory(
            transport,
            configuration.base(),
            configuration.pathPrefix(),
            workers,
            faults,
            TransportHttpClientFactory.OtherWebSockets.NONE);
    // Not fabric8's reader of kubeconfig files: it is slow to start and takes other clusters and
    // users where a file names none (ADR 18).
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(configuration.base() + configuration.pathPrefix())
            .withNamespace(settings.namespace())
            .withUserAgent(configuration.userAgent())
            .withRequestTimeout(settings.limits().requestTimeoutMs())
            .withRequestRetryBackoffLimit(settings.retries())
            .build();
    ExecutorService tasks = ClientThreads.tasks("fabric8-tasks");
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(factory)
            .withTaskExecutor(tasks)
            .build();
    return new MeasuredClient(transport, workers, tasks, client);
  }

  /** Returns fabric8's client, which {@link #close} closes. */
  public KubernetesClient client() {
    return client;
  }

  /** Returns the transport under it, for requests that a blocking client is no good for. */
  public HttpTransport transport() {
    return transport;
  }

  /** Closes the client, its watches and informers, and every connection. Idempotent. */
  @Override
  public void close() {
    client.close();
    transport.close();
    workers.shutdown();
    tasks.shutdown();
  }
}
