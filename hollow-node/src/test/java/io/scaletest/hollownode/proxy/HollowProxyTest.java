package io.scaletest.hollownode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ReceivedRequest;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class HollowProxyTest {
  private static final String BOOKMARK =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"7\",\"annotations\":"
          + "{\"k8s.io/initial-events-end\":\"true\"}}}}";

  private static final String SLICES = "/apis/discovery.k8s.io/v1/endpointslices";

  private final WallClock wallClock = WallClock.anchoredTo(Ticker.system());
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final WorkLoop loop = new WorkLoop(wallClock, faults);
  private final ProxyFigures figures = new ProxyFigures();
  private ScriptedApiServer server;
  private HttpTransport transport;
  private final NodeStates states = new NodeStates();
  private NodeClient client;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException, ConfigurationException {
    server = ScriptedApiServer.start();
    Path kubeconfig = server.writeKubeconfig(folder);
    transport =
        HttpTransport.open(
            ClientConfiguration.load(kubeconfig.toString(), "", "", "hollow-proxy"),
            TransportLimits.defaults(),
            wallClock.ticker(),
            faults);
    loop.start(transport, "test");
    this.client = new NodeClient(transport, transport, Optional.empty());
  }

  @AfterEach
  void stop() {
    loop.run(() -> states.enter(NodeState.POWERED_OFF));
    loop.close();
    transport.close();
    server.close();
  }

  private void startProxy(boolean ownWatches) {
    loop.run(
        () -> {
          new HollowProxy(loop, client, new HollowFigures(), figures, "n1", ownWatches)
              .addTo(states);
          states.enter(NodeState.UP);
        });
  }

  @Test
  void itWatchesWhatKubeProxyWatches() {
    ScriptedWatch cidrs = server.watch("/apis/networking.k8s.io/v1/servicecidrs");
    ScriptedWatch slices = server.watch(SLICES);
    ScriptedWatch services = server.watch("/api/v1/services");
    ScriptedWatch nodes = server.watch("/api/v1/nodes");

    startProxy(true);

    assertThat(selectors(cidrs)).isEmpty();
    assertThat(selectors(slices)).isEqualTo("&labelSelector=%21service.kubernetes.io%2Fheadless");
    assertThat(selectors(services))
        .isEqualTo(
            "&fieldSelector=spec.clusterIP%21%3DNone"
                + "&labelSelector=%21service.kubernetes.io%2Fservice-proxy-name");
    assertThat(selectors(nodes)).isEqualTo("&fieldSelector=metadata.name%3Dn1");
  }

  private static String selectors(ScriptedWatch watch) {
    watch.awaitOpened(1);
    String path = watch.requests().get(0).path();
    return path.substring(path.indexOf('?') + 1)
        .replaceFirst("^allowWatchBookmarks=true", "")
        .replaceFirst("&resourceVersionMatch=.*", "");
  }

  @Test
  void itSaysThatItStarts() {
    startProxy(false);

    server.awaitReceived(1);
    ReceivedRequest event = server.requests().get(0);
    assertThat(event.method() + " " + event.path())
        .isEqualTo("POST /apis/events.k8s.io/v1/namespaces/default/events");
    assertThat(
            ApiMessages.body(event.body())
                .replaceAll("n1\\.[0-9a-f]{16}", "NAME")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z", "TIME"))
        .isEqualTo(
            "{\"kind\":\"Event\",\"apiVersion\":\"events.k8s.io/v1\",\"metadata\":{\"name\":\"NAME\","
                + "\"namespace\":\"default\"},\"eventTime\":\"TIME\","
                + "\"reportingController\":\"kube-proxy\",\"reportingInstance\":\"kube-proxy-n1\","
                + "\"action\":\"StartKubeProxy\",\"reason\":\"Starting\",\"regarding\":"
                + "{\"kind\":\"Node\",\"name\":\"n1\",\"apiVersion\":\"v1\"},\"type\":\"Normal\"}");
  }

  @Test
  void whereOthersWatchForItItOnlySaysThatItStarts() {
    startProxy(false);

    server.awaitReceived(1);
    assertThat(server.count(request -> request.path().contains("watch=true"))).isZero();
  }

  @Test
  void changesAreCounted() {
    ScriptedWatch slices = server.watch(SLICES);
    startProxy(true);
    slices.awaitOpened(1);

    String added = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"6\"}}}";
    slices.sendBytes(ApiMessages.event(SLICES, added));
    slices.sendBytes(ApiMessages.event(SLICES, BOOKMARK));

    await(() -> figures.synced.sum() == 1);
    assertThat(figures.endpointSliceChanges()).isEqualTo(1);
    assertThat(figures.serviceChanges()).isZero();
  }

  private static void await(BooleanSupplier condition) {
    assertThat(new BoundedWait(Ticker.system()).until(Duration.ofSeconds(10), condition)).isTrue();
  }
}
