package io.scaletest.bench.transport;

import com.sun.management.OperatingSystemMXBean;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the client's CPU per request: a fixed number in flight, or at a fixed rate.
 *
 * <pre>{@code
 * java -cp bench/target/bench.jar io.scaletest.testkit.server.InstantServerMain /tmp/instant
 * java -cp bench/target/bench.jar io.scaletest.bench.transport.TransportLoad \
 *     -kubeconfig /tmp/instant/kubeconfig -rounds 4 -n 60000
 * }</pre>
 */
@Command(name = "transport-load", showDefaultValues = true)
public final class TransportLoad implements Callable<Integer> {
  private static final String CREATE_PATH =
      ObjectKind.CONFIG_MAP.collectionPath(Optional.of(ScaletestNames.NAMESPACE))
          + "?fieldManager=bench";

  private static final int BODY_BYTES = 2_100;
  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @Mixin private KubeOptions kube;

  @Option(names = "-tls", defaultValue = "AUTOMATIC", description = "${COMPLETION-CANDIDATES}")
  private TransportLimits.TlsEngine tls;

  @Option(names = "-event-loops", defaultValue = "1", description = "Threads of the transport.")
  private int eventLoops;

  @Option(names = "-n", defaultValue = "60000", description = "Requests in a round.")
  private int n;

  @Option(names = "-rounds", defaultValue = "3", description = "Rounds; the first is the coldest.")
  private int rounds;

  @Option(names = "-in-flight", defaultValue = "64", description = "Requests kept in flight.")
  private int inFlight;

  @Option(
      names = "-rate",
      defaultValue = "0",
      description = "Requests per second; 0: as many as -in-flight allows.")
  private double ratePerSecond;

  private final Ticker ticker = Ticker.system();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();
  private final byte[] body = new byte[BODY_BYTES];
  private HttpTransport transport;

  public static void main(String[] args) {
    int status = new CommandLine(new TransportLoad()).execute(args);
    if (status != 0) {
      throw new IllegalStateException("ended with status " + status);
    }
  }

  @Override
  public Integer call() throws Exception {
    Arrays.fill(body, (byte) 'x');
    TransportLimits limits =
        TransportLimits.defaults().toBuilder().tls(tls).eventLoops(eventLoops).build();
    long jvmNs = PROCESS.getProcessCpuTime();
    RunFaults faults = new RunFaults(new StopSignal()::request);
    try (HttpTransport opened =
        HttpTransport.open(kube.load("transport-load"), limits, ticker, faults)) {
      transport = opened;
      ApiReply first = transport.sendAndWait(ApiRequest.get("/version"));
      System.out.printf(
          "JVM and options %d ms, to the first answer %d ms of CPU, %d classes %s%n",
          jvmNs / NS_PER_MS,
          (PROCESS.getProcessCpuTime() - jvmNs) / NS_PER_MS,
          ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
          first.failure());
      for (int round = 1; round <= rounds; round++) {
        measure(round);
      }
      System.out.println(transport.stats());
      faults.throwIfAny();
    }
    if (failures.get() > 0) {
      System.err.println("requests failed: what was measured is how fast they fail");
      return 1;
    }
    return 0;
  }

  private void measure(int round) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(n);
    long cpuNs = PROCESS.getProcessCpuTime();
    long startNs = ticker.nanos();
    if (ratePerSecond > 0) {
      sendPaced(startNs, done);
    } else {
      left.set(n);
      for (int i = 0; i < inFlight; i++) {
        sendNext(done);
      }
    }
    done.await();
    System.out.printf(
        "round %d: %.1f us of CPU a request, %.0f requests/s, %d failed, process so far %d ms%n",
        round,
        (PROCESS.getProcessCpuTime() - cpuNs) / 1e3 / n,
        n * 1e9 / (ticker.nanos() - startNs),
        failures.get(),
        PROCESS.getProcessCpuTime() / NS_PER_MS);
  }

  private void sendPaced(long startNs, CountDownLatch done) {
    for (int i = 0; i < n; i++) {
      long dueNs = startNs + Math.round(i * 1e9 / ratePerSecond);
      for (long waitNs = dueNs - ticker.nanos(); waitNs > 0; waitNs = dueNs - ticker.nanos()) {
        LockSupport.parkNanos(waitNs);
      }
      transport.send(request(i), reply -> count(reply, done));
    }
  }

  private void sendNext(CountDownLatch done) {
    int i = left.decrementAndGet();
    if (i >= 0) {
      transport.send(
          request(i),
          reply -> {
            // In this order: who has seen the last count may begin the next round.
            sendNext(done);
            count(reply, done);
          });
    }
  }

  private ApiRequest request(int i) {
    String path = CREATE_PATH + "&i=" + i;
    return ApiRequest.json("POST", path, body);
  }

  private void count(ApiReply reply, CountDownLatch done) {
    if (!reply.succeeded()) {
      failures.incrementAndGet();
    }
    done.countDown();
  }
}
