package io.scaletest.bench.capacity;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Creates ConfigMaps as fast as a server takes them, and counts the events that a number of watches
 * get of it. Each round says writes and events per second, client included.
 *
 * <pre>{@code
 * ./scaletest embedded-apiserver -kubeconfig-out /tmp/kc &
 * java -cp bench/target/bench.jar io.scaletest.bench.capacity.ServerCapacity \
 *     -kubeconfig /tmp/kc -watches 100 -n 20000 -value 100
 * }</pre>
 */
@Command(name = "server-capacity", showDefaultValues = true)
public final class ServerCapacity implements Callable<Integer> {
  private static final String CREATE_PATH =
      ObjectKind.CONFIG_MAP.collectionPath(Optional.of(ScaletestNames.NAMESPACE))
          + "?fieldManager=bench";

  private static final long POLL_NS = 100_000;

  @Mixin private KubeOptions kube;

  @Option(names = "-n", defaultValue = "60000", description = "Creates in a round.")
  private int n;

  @Option(names = "-rounds", defaultValue = "3", description = "Rounds; the first is the coldest.")
  private int rounds;

  @Option(names = "-in-flight", defaultValue = "200", description = "Requests kept in flight.")
  private int inFlight;

  @Option(names = "-watches", defaultValue = "0", description = "Watches of all ConfigMaps.")
  private int watches;

  @Option(names = "-value", defaultValue = "800", description = "Characters of an object's value.")
  private int valueLength;

  @Option(names = "-hold", description = "Open the watches, and wait for the end of the input.")
  private boolean hold;

  private final Ticker ticker = Ticker.system();
  private final LongAdder events = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicLong left = new AtomicLong();
  private final AtomicReference<String> firstFailure = new AtomicReference<>("");
  private HttpTransport transport;
  private byte[] body;
  private volatile boolean finished;

  public static void main(String[] args) {
    int status = new CommandLine(new ServerCapacity()).execute(args);
    if (status != 0) {
      throw new IllegalStateException("ended with status " + status);
    }
  }

  @Override
  public Integer call() throws Exception {
    body =
        ("{\"metadata\":{\"generateName\":\"capacity-\"},\"data\":{\"key1\":\""
                + "0".repeat(valueLength)
                + "\"}}")
            .getBytes(StandardCharsets.US_ASCII);
    RunFaults faults = new RunFaults(new StopSignal()::request);
    try (HttpTransport opened =
        HttpTransport.open(
            kube.load("server-capacity"), TransportLimits.defaults(), ticker, faults)) {
      transport = opened;
      openWatches();
      if (hold) {
        System.out.println(watches + " watches are open");
        System.in.read();
      }
      for (int round = 1; round <= rounds && !hold; round++) {
        measure(round);
      }
      finished = true;
      faults.throwIfAny();
    }
    return 0;
  }

  private void openWatches() throws Exception {
    CountDownLatch open = new CountDownLatch(watches);
    String version =
        new String(
                transport.sendAndWait(ApiRequest.get("/api/v1/configmaps?limit=1")).body(),
                StandardCharsets.UTF_8)
            .replaceFirst("(?s).*?\"resourceVersion\":\"(\\d+)\".*", "$1");
    for (int i = 0; i < watches; i++) {
      transport.stream(
          ApiRequest.get("/api/v1/configmaps?watch=true&resourceVersion=" + version),
          new LineCount(open));
    }
    open.await();
  }

  private void measure(int round) throws InterruptedException {
    long eventsBefore = events.sum();
    long startNs = ticker.nanos();
    CountDownLatch done = new CountDownLatch(n);
    left.set(n);
    for (int i = 0; i < inFlight; i++) {
      sendNext(done);
    }
    done.await();
    long writtenNs = ticker.nanos() - startNs;
    long wanted = (n - failures.sum()) * watches;
    while (events.sum() - eventsBefore < wanted) {
      LockSupport.parkNanos(POLL_NS);
    }
    long seenNs = ticker.nanos() - startNs;
    System.out.printf(
        Locale.ROOT,
        "round %d: %.0f writes/s, %.0f events/s delivered to %d watches, %d failed %s%n",
        round,
        n * 1e9 / writtenNs,
        wanted * 1e9 / seenNs,
        watches,
        failures.sumThenReset(),
        firstFailure.get());
  }

  private void sendNext(CountDownLatch done) {
    if (left.decrementAndGet() < 0) {
      return;
    }
    transport.send(
        ApiRequest.json("POST", CREATE_PATH, body),
        reply -> {
          if (!reply.succeeded()) {
            firstFailure.compareAndSet("", reply.failure());
            failures.increment();
          }
          sendNext(done);
          done.countDown();
        });
  }

  /** Counts lines and reads nothing of them. */
  private final class LineCount implements StreamListener {
    private final CountDownLatch open;

    LineCount(CountDownLatch open) {
      this.open = open;
    }

    @Override
    public void onOpen(int status, long nowNs) {
      open.countDown();
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      int lines = 0;
      for (int i = chunk.position(); i < chunk.limit(); i++) {
        if (chunk.get(i) == '\n') {
          lines++;
        }
      }
      events.add(lines);
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      if (!finished) {
        System.out.println("a watch has ended: " + failure);
      }
    }
  }
}
