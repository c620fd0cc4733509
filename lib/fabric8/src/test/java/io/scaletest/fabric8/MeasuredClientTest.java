package io.scaletest.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ReceivedRequest;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import io.scaletest.testkit.server.Stall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** fabric8's client on a server that answers as the test says. */
@Timeout(300)
class MeasuredClientTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir private Path folder;
  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final RethrowingFaults faults = new RethrowingFaults();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private MeasuredClient measured;

  @AfterEach
  void close() {
    measured.close();
    server.close();
    faults.rethrow();
  }

  private KubernetesClient open(MeasuredClient.Settings settings) throws Exception {
    measured =
        MeasuredClient.open(
            ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "agent/1"),
            settings,
            (request, authority, reply) -> seen.add(request.method() + " " + reply.status()),
            faults);
    return measured.client();
  }

  private KubernetesClient open() throws Exception {
    return open(MeasuredClient.Settings.defaults());
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private void refuse(int times, int status, Map<String, String> headers) {
    AtomicInteger left = new AtomicInteger(times);
    server.answerWith((ReceivedRequest r) -> left.getAndDecrement() > 0, status, "{}", headers);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void nothingIsRepeatedUnasked(int status) throws Exception {
    refuse(1, status, Map.of("retry-after", "0"));
    KubernetesClient client = open();
    assertThatThrownBy(() -> client.resource(map("a")).create())
        .isInstanceOf(KubernetesClientException.class);
    assertThat(seen).containsExactly("POST " + status);
  }

  @Test
  void eachTryIsARequestOfItsOwn() throws Exception {
    refuse(2, 503, Map.of("retry-after", "0"));
    server.answerWith(
        request -> request.method().equals("GET"),
        200,
        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}");
    refuse(2, 503, Map.of("retry-after", "0"));
    KubernetesClient client = open(MeasuredClient.Settings.defaults().retrying(5));
    assertThat(client.configMaps().inNamespace("default").withName("a").get()).isNotNull();
    assertThat(seen).containsExactly("GET 503", "GET 503", "GET 200");
  }

  @Test
  void requestsCarryTheNameOfTheirSender() throws Exception {
    KubernetesClient client = open();
    client.raw("/version");
    assertThat(server.requests().get(0).headers()).containsEntry("user-agent", "agent/1");
  }

  @Test
  void aCallThatTakesTooLongGivesItsStreamBack() throws Exception {
    Stall stall = server.stall(request -> true);
    TransportLimits limits = TransportLimits.defaults().toBuilder().timeoutsMs(300, 10_000).build();
    KubernetesClient client = open(MeasuredClient.Settings.defaults().within(limits));
    assertThatThrownBy(() -> client.configMaps().inNamespace("default").withName("a").get())
        .hasStackTraceContaining("no answer within 300 ms");
    assertThat(stall.held()).isEqualTo(1);
    // Cancelled on the event loop, perhaps after the call has ended.
    assertThat(
            new BoundedWait(Ticker.system())
                .until(LIMIT, () -> measured.transport().stats().requestsInFlight() == 0))
        .isTrue();
  }

  /** Queues what a watch tells. */
  private static final class Told implements Watcher<ConfigMap> {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();

    @Override
    public void eventReceived(Action action, ConfigMap map) {
      threads.add(Thread.currentThread().getName());
      events.add(action + " " + map.getMetadata().getName());
    }

    @Override
    public void onClose(WatcherException cause) {
      events.add("closed " + cause.getMessage());
    }

    String next() throws InterruptedException {
      return events.poll(10, TimeUnit.SECONDS);
    }
  }

  private static String event(String name) {
    return "{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
        + "\"metadata\":{\"name\":\""
        + name
        + "\",\"resourceVersion\":\"5\"}}}";
  }

  private Told watch(KubernetesClient client) {
    Told told = new Told();
    client
        .configMaps()
        .inNamespace("default")
        .watch(new ListOptionsBuilder().withResourceVersion("1").build(), told);
    return told;
  }

  @Test
  void anEventOfAnyCharactersCutAnywhereIsWhole() throws Exception {
    ScriptedWatch watch = server.watch(MAPS);
    Told told = watch(open());
    watch.awaitOpened(1);
    for (byte each : (event("äöü-漢字") + "\n").getBytes(StandardCharsets.UTF_8)) {
      watch.sendBytes(new byte[] {each});
    }
    watch.send(event("next"));
    assertThat(told.next()).isEqualTo("ADDED äöü-漢字");
    assertThat(told.next()).isEqualTo("ADDED next");
    assertThat(told.threads).noneMatch(name -> name.startsWith("kube-io"));
  }

  @Test
  void aWatchIsOpenedAgainAfterItsEndAndAfterACut() throws Exception {
    ScriptedWatch watch = server.watch(MAPS);
    Told told = watch(open());
    watch.awaitOpened(1);
    watch.send(event("first")); // fabric8 takes a watch that ends before any event for expired
    assertThat(told.next()).isEqualTo("ADDED first");
    watch.end();
    watch.awaitOpened(2);
    watch.cut();
    watch.awaitOpened(3);
    watch.awaitOpenCount(1);
    watch.send(event("last"));
    assertThat(told.next()).isEqualTo("ADDED last");
  }

  @Test
  void aWatchOnAConnectionThatIsToBeLeftGoesOn() throws Exception {
    ScriptedWatch watch = server.watch(MAPS);
    Told told = watch(open());
    watch.awaitOpenCount(1);
    server.goAway();
    watch.send(event("last"));
    assertThat(told.next()).isEqualTo("ADDED last");
    assertThat(watch.requests()).hasSize(1);
  }

  @Test
  void aVersionThatIsGoneClosesTheWatchWithTheServersWords() throws Exception {
    ScriptedWatch watch = server.watch(MAPS);
    Told told = watch(open());
    watch.awaitOpened(1);
    watch.send(
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":410,"
            + "\"reason\":\"Expired\",\"message\":\"too old resource version: 1 (9)\"}}");
    assertThat(told.next()).isEqualTo("closed too old resource version: 1 (9)");
  }

  @Test
  void aReaderThatIsTooSlowLosesItsStreamAlone() throws Exception {
    ScriptedWatch watch = server.watch(MAPS);
    KubernetesClient client = open();
    CompletableFuture<Void> held = new CompletableFuture<>();
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    client
        .configMaps()
        .inNamespace("default")
        .watch(
            new ListOptionsBuilder().withResourceVersion("1").build(),
            new Watcher<ConfigMap>() {
              @Override
              public void eventReceived(Action action, ConfigMap map) {
                held.join();
                told.add(action.toString());
              }

              @Override
              public void onClose(WatcherException cause) {}
            });
    watch.awaitOpened(1);
    String long1 = event("x".repeat(1 << 20));
    for (int i = 0; i < 18; i++) {
      watch.send(long1);
    }
    watch.awaitOpenCount(0);
    assertThat(client.raw("/version")).isNotNull();
    held.complete(null);
    watch.awaitOpened(2); // what fabric8 does about a broken watch
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("ADDED");
  }
}
