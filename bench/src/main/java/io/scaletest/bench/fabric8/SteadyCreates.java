package io.scaletest.bench.fabric8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * ConfigMaps of 2.1 KB created at a fixed rate, each due at its time whatever became of the others.
 * Blocking clients have {@value #THREADS} threads.
 */
final class SteadyCreates {
  private static final int THREADS = 64;
  private static final String NAMESPACE = "default";
  private static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
  private static final String LABEL = "bench";
  private static final String VALUE = "x".repeat(2_000);
  private static final long END_LIMIT_S = 60;

  private final Ticker ticker = Ticker.system();
  private final LatencySeries response = new LatencySeries("response");
  private final AtomicInteger failures = new AtomicInteger();
  private final String prefix = "bench-" + ProcessHandle.current().pid() + "-";

  /** Sends one create; tells once whether it succeeded. */
  @FunctionalInterface
  private interface Create {
    void send(int number, Consumer<Boolean> answer);
  }

  static void run(ClientKind kind, String kubeconfig, int rate, int seconds)
      throws ConfigurationException, InterruptedException {
    SteadyCreates creates = new SteadyCreates();
    switch (kind) {
      case TRANSPORT -> {
        try (HttpTransport transport = Clients.transport(kubeconfig)) {
          creates.run(creates.over(transport), rate, seconds);
        }
      }
      case ASYNC, DSL -> {
        try (MeasuredClient client =
            Clients.Fabric8.overTransport(kubeconfig, (request, authority, reply) -> {})) {
          if (kind == ClientKind.ASYNC) {
            creates.run(creates.async(client.client()), rate, seconds);
          } else {
            creates.runBlocking(client.client(), rate, seconds);
          }
        }
      }
      case STOCK -> {
        try (KubernetesClient client = Clients.Fabric8.stock(kubeconfig)) {
          creates.runBlocking(client, rate, seconds);
        }
      }
    }
  }

  private Create over(HttpTransport transport) {
    return (number, answer) -> {
      String body =
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"labels\":{\""
              + LABEL
              + "\":\"yes\"},\"name\":\""
              + prefix
              + number
              + "\"},\"data\":{\"k\":\""
              + VALUE
              + "\"}}";
      transport.send(
          ApiRequest.json("POST", PATH, body.getBytes(StandardCharsets.US_ASCII)),
          reply -> answer.accept(reply.succeeded()));
    };
  }

  private Create async(KubernetesClient client) {
    HttpClient http = client.getHttpClient();
    KubernetesSerialization serialization = client.getKubernetesSerialization();
    String url = client.getMasterUrl().toString().replaceFirst("/$", "") + PATH;
    return (number, answer) -> {
      HttpRequest request =
          http.newHttpRequestBuilder()
              .uri(url)
              .method("POST", "application/json", serialization.asJson(configMap(number)))
              .build();
      var unused =
          http.sendAsync(request, byte[].class)
              .whenComplete((reply, e) -> answer.accept(e == null && reply.isSuccessful()));
    };
  }

  private void runBlocking(KubernetesClient client, int rate, int seconds)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      run(
          (number, answer) -> threads.execute(() -> answer.accept(create(client, number))),
          rate,
          seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean create(KubernetesClient client, int number) {
    try {
      return client.configMaps().inNamespace(NAMESPACE).resource(configMap(number)).create()
          != null;
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
      return false;
    }
  }

  private ConfigMap configMap(int number) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(prefix + number)
        .addToLabels(LABEL, "yes")
        .endMetadata()
        .addToData("k", VALUE)
        .build();
  }

  private void run(Create create, int rate, int seconds) throws InterruptedException {
    int n = rate * seconds;
    CountDownLatch left = new CountDownLatch(n);
    long beginNs = ticker.nanos();
    long beginCpuNs = MeasuredProcess.cpuNs();
    long halfCpuNs = 0;
    for (int i = 0; i < n; i++) {
      long dueNs = beginNs + TimeUnit.SECONDS.toNanos(i) / rate;
      for (long waitNs = dueNs - ticker.nanos(); waitNs > 0; waitNs = dueNs - ticker.nanos()) {
        LockSupport.parkNanos(waitNs);
      }
      if (i == n / 2) {
        halfCpuNs = MeasuredProcess.cpuNs();
      }
      create.send(
          i,
          succeeded -> {
            response.record(Math.max(0, ticker.nanos() - dueNs));
            if (!succeeded) {
              failures.incrementAndGet();
            }
            left.countDown();
          });
    }
    boolean ended = left.await(END_LIMIT_S, TimeUnit.SECONDS);
    long endCpuNs = MeasuredProcess.cpuNs();
    double tookS = (ticker.nanos() - beginNs) / 1e9;
    MeasuredProcess.tell("CPU a create us", (endCpuNs - beginCpuNs) / 1e3 / n);
    MeasuredProcess.tell("second half us", (endCpuNs - halfCpuNs) / 1e3 / (n - n / 2));
    MeasuredProcess.tellMs("response", response);
    MeasuredProcess.tell("took s", tookS);
    MeasuredProcess.tell("failed", failures.get() + (ended ? 0 : left.getCount()));
    MeasuredProcess.tell("threads", MeasuredProcess.threads());
  }
}
