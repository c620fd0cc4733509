package io.scaletest.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.Stall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the time of a fabric8 call is found: at the server, or at a connection that is full. */
@Timeout(300)
class MeasuredWaitsTest {
  private static final Duration STALL = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private final Ticker ticker = Ticker.system();
  private final BoundedWait wait = new BoundedWait(ticker);
  private final ScriptedApiServer server =
      ScriptedApiServer.start(ScriptedApiServer.Settings.defaults().withMaxStreams(1));
  private final RethrowingFaults faults = new RethrowingFaults();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, ApiReply> replies = new ConcurrentHashMap<>();
  private MeasuredClient measured;

  @AfterEach
  void close() {
    threads.shutdownNow();
    measured.close();
    server.close();
    faults.rethrow();
  }

  private Future<?> create(String namespace) {
    ConfigMap map = new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().build();
    return CompletableFuture.runAsync(
        () -> measured.client().configMaps().inNamespace(namespace).resource(map).create(),
        threads);
  }

  /** A server that holds one answer for 50 ms, and gives a client one stream of one connection. */
  @Test
  void aStallIsServiceTimeOfItsRequestAndAWaitOfTheNext() throws Exception {
    TransportLimits limits = TransportLimits.defaults().toBuilder().connections(1, 1).build();
    measured =
        MeasuredClient.open(
            ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "agent/1"),
            MeasuredClient.Settings.defaults().within(limits),
            (request, authority, reply) -> replies.put(request.path().split("/")[4], reply),
            faults);
    Stall stall = server.stall(request -> true);

    Future<?> stalled = create("stalled");
    stall.awaitHeld(1);
    Future<?> next = create("next");
    assertThat(wait.until(LIMIT, () -> measured.transport().stats().waiting() == 1)).isTrue();
    long heldNs = ticker.nanos();
    wait.until(LIMIT, () -> ticker.nanos() - heldNs >= STALL.toNanos());
    stall.release();
    stalled.get();
    next.get();

    ApiReply first = replies.get("stalled");
    ApiReply second = replies.get("next");
    assertThat(first.answeredNs() - first.sentNs()).isGreaterThanOrEqualTo(STALL.toNanos());
    assertThat(second.streamNs() - second.queuedNs()).isGreaterThanOrEqualTo(STALL.toNanos());
    assertThat(second.sentNs()).isGreaterThanOrEqualTo(first.answeredNs());
  }
}
