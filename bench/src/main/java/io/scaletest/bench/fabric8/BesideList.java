package io.scaletest.bench.fabric8;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads of one object, 100 a second, on the transport of a client that lists {@value #OBJECTS}
 * objects again and again: by fabric8, which parses them; by the transport, which does not; or not
 * at all. What parsing costs the reads is the difference of the first two.
 */
final class BesideList {
  private static final int OBJECTS = 20_000;
  private static final int IN_FLIGHT = 64;
  private static final int RATE = 100;
  private static final int WARM_UP_S = 5;
  private static final int MEASURED_S = 20;
  private static final String NAMESPACE = "listed";
  private static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

  /** Longer than any list may take. */
  private static final long LIST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Ticker ticker = Ticker.system();
  private final LatencySeries service = new LatencySeries("service");
  private final LatencySeries response = new LatencySeries("response");
  private final AtomicInteger lists = new AtomicInteger();
  private volatile boolean over;

  /** Makes the objects. */
  static void fill(String kubeconfig) throws ConfigurationException, InterruptedException {
    try (HttpTransport transport = Clients.transport(kubeconfig)) {
      post(transport, "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}");
      Semaphore inFlight = new Semaphore(IN_FLIGHT);
      String value = "x".repeat(100);
      for (int i = 0; i < OBJECTS; i++) {
        inFlight.acquire();
        String body = "{\"metadata\":{\"name\":\"o" + i + "\"},\"data\":{\"k\":\"" + value + "\"}}";
        transport.send(
            ApiRequest.json("POST", PATH, body.getBytes(StandardCharsets.US_ASCII)),
            reply -> inFlight.release());
      }
      inFlight.acquire(IN_FLIGHT);
    }
  }

  private static void post(HttpTransport transport, String path, String body) {
    ApiReply reply =
        transport.sendAndWait(
            ApiRequest.json("POST", path, body.getBytes(StandardCharsets.US_ASCII)));
    if (!reply.succeeded()) {
      throw new IllegalStateException(reply.failure());
    }
  }

  static void run(String lister, String kubeconfig)
      throws ConfigurationException, InterruptedException {
    try (MeasuredClient client =
        Clients.Fabric8.overTransport(kubeconfig, (request, authority, reply) -> {})) {
      Runnable list =
          switch (lister) {
            case "none" -> () -> {};
            case "transport" -> () -> client.transport().sendAndWait(ApiRequest.get(PATH));
            case "dsl" ->
                () -> {
                  int seen =
                      client.client().configMaps().inNamespace(NAMESPACE).list().getItems().size();
                  if (seen < OBJECTS) {
                    throw new IllegalStateException("listed " + seen + " objects");
                  }
                };
            default -> throw new IllegalArgumentException("lister: unknown: " + lister);
          };
      new BesideList().run(client.transport(), list);
    }
  }

  private void run(HttpTransport transport, Runnable list) throws InterruptedException {
    Thread lister = new Thread(() -> listAgainAndAgain(list), "lister");
    lister.start();
    try {
      int n = (WARM_UP_S + MEASURED_S) * RATE;
      CountDownLatch left = new CountDownLatch(n);
      long beginNs = ticker.nanos();
      for (int i = 0; i < n; i++) {
        long dueNs = beginNs + TimeUnit.SECONDS.toNanos(i) / RATE;
        for (long waitNs = dueNs - ticker.nanos(); waitNs > 0; waitNs = dueNs - ticker.nanos()) {
          LockSupport.parkNanos(waitNs);
        }
        boolean measured = i >= WARM_UP_S * RATE;
        transport.send(ApiRequest.get(PATH + "/o7"), reply -> ended(reply, dueNs, measured, left));
      }
      left.await();
    } finally {
      over = true;
      lister.join();
    }
    MeasuredProcess.tellMs("service", service);
    MeasuredProcess.tellMs("response", response);
    MeasuredProcess.tell("lists", lists.get());
  }

  private void ended(ApiReply reply, long dueNs, boolean measured, CountDownLatch left) {
    if (!reply.succeeded()) {
      throw new IllegalStateException(reply.failure());
    }
    if (measured) {
      service.record(reply.answeredNs() - reply.sentNs());
      response.record(reply.answeredNs() - dueNs);
    }
    left.countDown();
  }

  private void listAgainAndAgain(Runnable list) {
    while (!over) {
      list.run();
      lists.incrementAndGet();
      LockSupport.parkNanos(LIST_PAUSE_NS);
    }
  }
}
