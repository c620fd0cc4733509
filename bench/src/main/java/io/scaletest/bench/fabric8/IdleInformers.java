package io.scaletest.bench.fabric8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.StreamListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Watches, or informers, of one ConfigMap each that does not exist: what each costs while idle. */
final class IdleInformers {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String NAMESPACE = "default";

  /** Idle threads of pools end after 10 s, or in the stock client after a minute. */
  private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(30);

  private static final Duration SETTLING = Duration.ofMinutes(1);

  private final Ticker ticker = Ticker.system();

  /** Opens as many; returns how many are open at a time. */
  @FunctionalInterface
  private interface Opening {
    IntSupplier open(int n);
  }

  static void run(ClientKind kind, String kubeconfig, int n)
      throws ConfigurationException, IOException {
    IdleInformers informers = new IdleInformers();
    switch (kind) {
      case TRANSPORT -> {
        try (HttpTransport transport = Clients.transport(kubeconfig)) {
          transport.sendAndWait(ApiRequest.get("/version"));
          informers.run(count -> watches(transport, count), n);
        }
      }
      case DSL -> {
        try (MeasuredClient client =
            Clients.Fabric8.overTransport(kubeconfig, (request, authority, reply) -> {})) {
          informers.run(client.client(), n);
        }
      }
      case STOCK -> {
        try (KubernetesClient client = Clients.Fabric8.stock(kubeconfig)) {
          informers.run(client, n);
        }
      }
      case ASYNC -> throw new IllegalArgumentException("has no informers");
    }
  }

  private static IntSupplier watches(HttpTransport transport, int n) {
    AtomicInteger open = new AtomicInteger();
    for (int i = 0; i < n; i++) {
      transport.stream(
          ApiRequest.get(
              "/api/v1/namespaces/"
                  + NAMESPACE
                  + "/configmaps?watch=true&timeoutSeconds=600&fieldSelector=metadata.name%3Dw"
                  + i),
          new StreamListener() {
            @Override
            public void onOpen(int status, long nowNs) {
              open.incrementAndGet();
            }

            @Override
            public void onBytes(ByteBuffer chunk, long nowNs) {}

            @Override
            public void onEnd(String failure, long nowNs) {
              open.decrementAndGet();
            }
          });
    }
    return open::get;
  }

  private void run(KubernetesClient client, int n) throws IOException {
    client.configMaps().inNamespace(NAMESPACE).withName("none").get();
    run(count -> informers(client, count), n);
  }

  private static IntSupplier informers(KubernetesClient client, int n) {
    List<SharedIndexInformer<ConfigMap>> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      SharedIndexInformer<ConfigMap> informer =
          client.configMaps().inNamespace(NAMESPACE).withName("w" + i).runnableInformer(0);
      informer.addEventHandler(new IgnoringHandler());
      all.add(informer);
    }
    all.forEach(SharedIndexInformer::start);
    return () -> (int) all.stream().filter(SharedIndexInformer::isWatching).count();
  }

  private void run(Opening opening, int n) throws IOException {
    double heapKb = MeasuredProcess.heapKb();
    long cpuNs = MeasuredProcess.cpuNs();
    long beginNs = ticker.nanos();
    IntSupplier open = opening.open(n);
    new BoundedWait(ticker).until(LIMIT, () -> open.getAsInt() == n);
    MeasuredProcess.tell("open", open.getAsInt());
    MeasuredProcess.tell("all open after s", (ticker.nanos() - beginNs) / 1e9);
    MeasuredProcess.tell("CPU each ms", (MeasuredProcess.cpuNs() - cpuNs) / 1e6 / n);
    MeasuredProcess.tell("heap each KB", (MeasuredProcess.heapKb() - heapKb) / n);
    MeasuredProcess.tell("threads while opening", MeasuredProcess.threads());
    new BoundedWait(ticker).until(SETTLING, () -> ticker.nanos() - beginNs > SETTLED_NS);
    MeasuredProcess.tell("threads", MeasuredProcess.threads());
    MeasuredProcess.tell("sockets", MeasuredProcess.sockets());
    MeasuredProcess.tell("still open", open.getAsInt());
  }

  private static final class IgnoringHandler implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap added) {}

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {}

    @Override
    public void onDelete(ConfigMap deleted, boolean finalStateUnknown) {}
  }
}
