package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is thrown by whatever the transport calls: the run is told to stop with status 70, and
 * the transport is as good as before.
 */
@Timeout(300)
class TransportFaultsTest {
  private static final String PATH = "/api/v1/configmaps";

  @TempDir private Path folder;
  private final ScriptedApiServer server = ScriptedApiServer.start();
  private final StopSignal stop = new StopSignal();
  private final RunFaults faults = new RunFaults(stop::request);

  @AfterEach
  void close() {
    server.close();
  }

  /** Who throws. */
  private enum Culprit {
    TAKER_OF_AN_ANSWER,
    OBSERVER,
    WATCH_OPENED,
    WATCH_BYTES,
    WATCH_ENDED
  }

  static List<Arguments> cases() {
    List<Throwable> thrown =
        List.of(new IllegalStateException("x"), new AssertionError("x"), new OutOfMemoryError("x"));
    return List.of(Culprit.values()).stream()
        .flatMap(culprit -> thrown.stream().map(fault -> Arguments.of(culprit, fault)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRunIsToldToStopAndTheTransportGoesOn(Culprit culprit, Throwable fault) throws Exception {
    CountDownLatch observed = new CountDownLatch(1);
    ReplyObserver observer =
        (request, authority, reply) -> {
          if (culprit == Culprit.OBSERVER && observed.getCount() > 0) {
            observed.countDown();
            sneak(fault);
          }
        };
    ClientConfiguration configuration =
        ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "test");
    try (HttpTransport transport =
        HttpTransport.open(
            configuration, TransportLimits.defaults(), Ticker.system(), observer, faults)) {
      if (culprit == Culprit.TAKER_OF_AN_ANSWER || culprit == Culprit.OBSERVER) {
        transport.send(
            ApiRequest.get("/version"),
            reply -> {
              if (culprit == Culprit.TAKER_OF_AN_ANSWER) {
                sneak(fault);
              }
            });
      } else {
        watch(transport, culprit, fault);
      }

      assertThat(stop.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(stop.status()).contains(CommonExit.INTERNAL);
      assertThat(faults.first().orElseThrow().thrown()).isSameAs(fault);
      assertThat(transport.sendAndWait(ApiRequest.get("/version")).succeeded()).isTrue();
      while (transport.stats().requestsInFlight() > 0) {
        Thread.onSpinWait(); // given back just after its taker has heard; the test has a limit
      }
      assertThat(faults.count()).isEqualTo(1);
    }
  }

  private void watch(HttpTransport transport, Culprit culprit, Throwable fault) throws Exception {
    ScriptedWatch watch = server.watch(PATH);
    StreamHandle handle =
        transport.stream(
            ApiRequest.get(PATH + "?watch=1"),
            new StreamListener() {
              @Override
              public void onOpen(int status, long nowNs) {
                throwFor(Culprit.WATCH_OPENED);
              }

              @Override
              public void onBytes(ByteBuffer bytes, long nowNs) {
                throwFor(Culprit.WATCH_BYTES);
              }

              @Override
              public void onEnd(String failure, long nowNs) {
                throwFor(Culprit.WATCH_ENDED);
              }

              private void throwFor(Culprit here) {
                if (here == culprit) {
                  sneak(fault);
                }
              }
            });
    watch.awaitOpened(1);
    if (culprit == Culprit.WATCH_BYTES) {
      watch.send("something");
    } else if (culprit == Culprit.WATCH_ENDED) {
      handle.cancel();
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
