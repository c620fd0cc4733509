package io.scaletest.bench.hollow;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.pacing.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Measures simulated nodes against the real control plane, each candidate on a fresh one, and
 * prints tables in Markdown.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.hollow.HollowBench SCENARIO…}
 * with the scenarios {@code stages} (kwok's stages played by kwok and by hollow-node, compared
 * field by field), {@code kwok}, {@code shared} and {@code per-node} (1,000 nodes and 2,000
 * pre-bound pods), {@code scale} (1,000 and 5,000 nodes that idle for five minutes; {@code
 * scale-per-node} and {@code scale-shared} are parts of it), {@code churn} (10,000 pods) and {@code
 * outage} (the same, and the API server is killed when half of them run, and again when half of
 * them are gone). Options of hollow-node may follow all but {@code kwok}, {@code churn} and {@code
 * outage}, each after a comma.
 */
public final class HollowBench {
  static final int NODES = 1_000;
  private static final int PODS = 2_000;
  private static final int CHURN_PODS = 10_000;
  private static final int CHURN_NODES = 100;
  private static final long STEADY_MS = TimeUnit.SECONDS.toMillis(40);
  private static final long SETTLE_MS = TimeUnit.SECONDS.toMillis(20);
  private static final long IDLE_MS = TimeUnit.MINUTES.toMillis(5);
  private static final String NODE_COLLECTION = "/api/v1/nodes";
  private static final String POD_COLLECTION = "/api/v1/namespaces/default/pods";
  private static final String READY = "\"reason\":\"KubeletReady\"";
  private static final String RUNNING = "\"phase\":\"Running\"";
  private static final double NS_PER_S = 1e9;

  private final Path folder;
  private final Ticker ticker = Ticker.system();

  private HollowBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] scenarios) throws IOException {
    HollowBench bench = new HollowBench(Files.createTempDirectory("scaletest-hollow-bench"));
    System.out.printf(
        Locale.ROOT,
        "Java %s, %d processors, load average %s%n%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/loadavg")).strip());
    for (String scenario : scenarios) {
      String[] words = scenario.split(",", -1);
      List<String> options = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "kwok" -> bench.sideBySide("kwok 0.8.0", Simulator::kwok);
        case "shared", "per-node" ->
            bench.sideBySide(
                "hollow-node, " + scenario,
                kubeconfig -> bench.ours(kubeconfig, words[0], options));
        case "stages" -> bench.stages(options);
        case "scale" -> bench.scale(options);
        case "scale-per-node" -> bench.scale(NODES, "per-node", options);
        case "scale-shared" -> bench.scale(5 * NODES, "shared", options);
        case "churn" -> bench.churn(false);
        case "outage" -> bench.churn(true);
        default -> throw new IllegalArgumentException("scenario: unknown: " + scenario);
      }
    }
    System.out.println("Files: " + bench.folder);
  }

  /**
   * Nodes Ready, pods Running, then forty seconds in which nothing happens. Kwok's nodes are made
   * beforehand, since it makes none; the time that this takes is told, and not part of the others.
   * The pods come when what controllers do about new nodes is over: else the candidate whose nodes
   * are younger would be charged for it.
   */
  private void sideBySide(String title, Function<Path, Simulator> start) {
    try (BenchCluster cluster = BenchCluster.start(folder.resolve("cp-" + ticker.nanos()));
        CountingWatch ready = cluster.watch(NODE_COLLECTION, READY);
        CountingWatch running = cluster.watch(POD_COLLECTION, RUNNING)) {
      awaitDefaultAccount(cluster);
      String made = "";
      if (title.startsWith("kwok")) {
        long beginNs = ticker.nanos();
        cluster.create(NODE_COLLECTION, NODES, HollowBench::kwokNode);
        made = String.format(Locale.ROOT, " (made before in %.1f s)", secondsSince(beginNs));
      }
      long startNs = ticker.nanos();
      try (Simulator simulator = start.apply(cluster.kubeconfig())) {
        cluster.await("nodes are ready", () -> ready.count() == NODES);
        double readyS = secondsSince(startNs);
        double readyCpuS = simulator.cpuSeconds();
        pause(SETTLE_MS);
        double settledCpuS = simulator.cpuSeconds();

        ServerCosts before = cluster.costs();
        long podsNs = ticker.nanos();
        cluster.create(POD_COLLECTION, PODS, i -> pod(i, NODES));
        double createdS = secondsSince(podsNs);
        cluster.await("pods run", () -> running.count() == PODS);
        double runningS = secondsSince(podsNs);
        double podsCpuS = simulator.cpuSeconds() - settledCpuS;
        String costs = cluster.costs().since(before);

        double beforeS = simulator.cpuSeconds();
        pause(STEADY_MS);
        double steady = (simulator.cpuSeconds() - beforeS) / (STEADY_MS / 1e3);
        System.out.printf(
            Locale.ROOT,
            "| %s | %.1f s%s | %.1f s | %.1f s (creates took %.1f s) | %.1f s | %.3f | %d MB | %s |%n",
            title,
            readyS,
            made,
            readyCpuS,
            runningS,
            createdS,
            podsCpuS,
            steady,
            simulator.residentBytes() >> 20,
            costs);
        simulator.stop();
      }
    }
  }

  /** Kwok's shipped stages, those of these names or all: {@code fast}, {@code general}. */
  private void stages(List<String> which) {
    for (String pods : which.isEmpty() ? List.of("fast", "general") : which) {
      new StageComparison(folder)
          .run(
              pods,
              List.of(
                  "node/fast",
                  "node/chaos",
                  "node/heartbeat-with-lease",
                  "pod/" + pods,
                  "pod/chaos"));
    }
  }

  private Simulator ours(Path kubeconfig, String watch, List<String> options) {
    List<String> all = new ArrayList<>(List.of("--nodes=" + NODES, "--watch=" + watch));
    all.addAll(options);
    return Simulator.hollowNode(
        kubeconfig,
        folder.resolve("summary-" + ticker.nanos() + ".json"),
        all.toArray(String[]::new));
  }

  private void scale(List<String> options) {
    scale(1, "per-node", options);
    scale(NODES, "per-node", options);
    scale(1, "shared", options);
    scale(NODES, "shared", options);
    scale(5 * NODES, "shared", options);
  }

  private void scale(int nodes, String watch, List<String> options) {
    Path summary = folder.resolve("scale-" + nodes + "-" + watch + ".summary.json");
    List<String> all = new ArrayList<>(List.of("--nodes=" + nodes, "--watch=" + watch));
    all.addAll(options);
    try (BenchCluster cluster = BenchCluster.start(folder.resolve("cp-" + ticker.nanos()));
        CountingWatch ready = cluster.watch(NODE_COLLECTION, READY)) {
      long startNs = ticker.nanos();
      try (Simulator simulator =
          Simulator.hollowNode(cluster.kubeconfig(), summary, all.toArray(String[]::new))) {
        cluster.await("nodes are ready", () -> ready.count() == nodes);
        double readyS = secondsSince(startNs);
        double beforeS = simulator.cpuSeconds();
        pause(nodes == 1 ? STEADY_MS / 2 : IDLE_MS);
        double steady =
            (simulator.cpuSeconds() - beforeS) / ((nodes == 1 ? STEADY_MS / 2 : IDLE_MS) / 1e3);
        long resident = simulator.residentBytes();
        long heap = simulator.liveHeapBytes();
        simulator.stop();
        System.out.printf(
            Locale.ROOT,
            "| %d, %s | %.1f s | %.3f | %d MB | %.1f MB | see %s |%n",
            nodes,
            watch + (options.isEmpty() ? "" : " " + String.join(" ", options)),
            readyS,
            steady,
            resident >> 20,
            heap / 1048576.0,
            summary.getFileName());
        System.out.println(simulator.output());
      }
    }
  }

  /** 10,000 pods to Running, then deleted. */
  private void churn(boolean outage) {
    Path summary = folder.resolve("churn.summary.json");
    try (BenchCluster cluster = BenchCluster.start(folder.resolve("cp-" + ticker.nanos()));
        CountingWatch ready = cluster.watch(NODE_COLLECTION, READY);
        CountingWatch pods = cluster.watch(POD_COLLECTION, "\"kind\":\"Pod\"");
        CountingWatch running = cluster.watch(POD_COLLECTION, RUNNING);
        Simulator simulator =
            Simulator.hollowNode(
                cluster.kubeconfig(), summary, "--nodes=" + CHURN_NODES, "--watch=shared")) {
      cluster.await("nodes are ready", () -> ready.count() == CHURN_NODES);
      awaitDefaultAccount(cluster);
      int half = CHURN_PODS / 2;
      Round up =
          round(
              simulator,
              () -> cluster.create(POD_COLLECTION, CHURN_PODS, i -> pod(i, CHURN_NODES)),
              () -> interrupt(cluster, outage, "half run", () -> running.count() >= half),
              () -> cluster.await("pods run", () -> running.count() == CHURN_PODS));
      Round down =
          round(
              simulator,
              () -> cluster.delete(CHURN_PODS, i -> POD_COLLECTION + "/pod-" + i),
              () -> interrupt(cluster, outage, "half are gone", () -> pods.count() <= half),
              () -> cluster.await("pods are gone", () -> pods.count() == 0));
      System.out.printf(
          Locale.ROOT,
          "%d pods on %d nodes%s:%n  Running  %s%n  gone     %s%n  %d MB%n",
          CHURN_PODS,
          CHURN_NODES,
          outage ? ", API server killed twice" : "",
          up,
          down,
          simulator.residentBytes() >> 20);
      simulator.stop();
    }
  }

  /** What became of 10,000 requests. */
  private record Round(double sentS, double doneS, double cpuS) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "requests took %.1f s, all after %.1f s (%.0f/s), %.1f s CPU",
          sentS,
          doneS,
          CHURN_PODS / doneS,
          cpuS);
    }
  }

  private Round round(Simulator simulator, Runnable requests, Runnable meanwhile, Runnable wait) {
    double beforeCpuS = simulator.cpuSeconds();
    long startNs = ticker.nanos();
    CompletableFuture<Double> sent =
        CompletableFuture.supplyAsync(
            () -> {
              requests.run();
              return secondsSince(startNs);
            });
    meanwhile.run();
    double sentS = sent.join();
    wait.run();
    return new Round(sentS, secondsSince(startNs), simulator.cpuSeconds() - beforeCpuS);
  }

  private static void interrupt(
      BenchCluster cluster, boolean outage, String when, BooleanSupplier condition) {
    if (outage) {
      cluster.await(when, condition);
      cluster.killApiServer();
      cluster.startApiServer();
    }
  }

  private static void awaitDefaultAccount(BenchCluster cluster) {
    try (CountingWatch accounts =
        cluster.watch("/api/v1/namespaces/default/serviceaccounts", "\"name\":\"default\"")) {
      cluster.await("a pod can be made", () -> accounts.count() == 1);
    }
  }

  private static void pause(long durationMs) {
    try {
      Pause.sleeping().forMillis(durationMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private double secondsSince(long startNs) {
    return (ticker.nanos() - startNs) / NS_PER_S;
  }

  private static String kwokNode(int i) {
    return String.format(
        Locale.ROOT,
        "{\"metadata\":{\"name\":\"node-%05d\",\"labels\":{\"type\":\"kwok\"},\"annotations\":"
            + "{\"kwok.x-k8s.io/node\":\"fake\"}},\"status\":{\"capacity\":{\"cpu\":\"32\","
            + "\"memory\":\"256Gi\",\"pods\":\"110\"},\"allocatable\":{\"cpu\":\"32\","
            + "\"memory\":\"256Gi\",\"pods\":\"110\"}}}",
        i);
  }

  static String nodeName(int i) {
    return String.format(Locale.ROOT, "node-%05d", i);
  }

  /** Returns a pod of the node of the same number. */
  static String podOfItsOwnNode(int i) {
    return pod(i, i + 1);
  }

  private static String pod(int i, int nodes) {
    return String.format(
        Locale.ROOT,
        "{\"metadata\":{\"name\":\"pod-%d\"},\"spec\":{\"nodeName\":\"%s\",\"containers\":"
            + "[{\"name\":\"c\",\"image\":\"fake:1\"}]}}",
        i,
        nodeName(i % nodes));
  }
}
