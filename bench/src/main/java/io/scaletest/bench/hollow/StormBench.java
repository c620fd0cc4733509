package io.scaletest.bench.hollow;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.pacing.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what hollow nodes do in three storms, one after the other: all of them drop their
 * watches at once, by an order to hollow-node; the API server is killed and comes back after 30 s;
 * it refuses all requests of nodes with 429 for a minute, by a priority level without a seat.
 * Prints a table in Markdown: how long after the storm the last lease was renewed, how many nodes
 * the control plane took for lost (whose {@code Ready} was {@code Unknown}) at most, how the
 * retries of watches were spread, how many pods' statuses waited at most, and the heap after each
 * storm, collected.
 *
 * <p>Usage: {@code bench/storm.sh [NODES [ROUNDS]]}, by default 1,000, each with watches of its own
 * and a pod, and two rounds, so that a heap that grows with each storm can be told from one that
 * has grown to what a storm needs.
 */
public final class StormBench {
  private static final long KILLED_MS = TimeUnit.SECONDS.toMillis(30);
  private static final long REFUSED_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long QUIET_MS = TimeUnit.SECONDS.toMillis(30);
  private static final long SAMPLE_MS = 1_000;

  /** So long the nodes are looked at after a storm, at least and at most. */
  private static final int AFTER_SECONDS_MIN = 30;

  private static final int AFTER_SECONDS_MAX = 180;

  private static final String READY = "\"reason\":\"KubeletReady\"";
  private static final String LOST = "\"reason\":\"NodeStatusUnknown\"";
  private static final String RUNNING = "\"phase\":\"Running\"";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  private static final Pattern RENEWED = Pattern.compile("\"renewTime\": ?\"([^\"]+)\"");
  private static final String FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1/";
  private static final String NO_SEAT =
      "{\"metadata\":{\"name\":\"storm\"},\"spec\":{\"type\":\"Limited\",\"limited\":"
          + "{\"nominalConcurrencyShares\":0,\"borrowingLimitPercent\":0,"
          + "\"limitResponse\":{\"type\":\"Reject\"}}}}";
  private static final String OF_NODES =
      "{\"metadata\":{\"name\":\"storm\"},\"spec\":{\"matchingPrecedence\":10,"
          + "\"priorityLevelConfiguration\":{\"name\":\"storm\"},\"rules\":[{\"subjects\":"
          + "[{\"kind\":\"Group\",\"group\":{\"name\":\"system:nodes\"}}],\"resourceRules\":"
          + "[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"],"
          + "\"clusterScope\":true,\"namespaces\":[\"*\"]}]}]}}";

  private final int nodes;
  private final int rounds;
  private final int port = freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final Path folder;

  private StormBench(int nodes, int rounds, Path folder) {
    this.nodes = nodes;
    this.rounds = rounds;
    this.folder = folder;
  }

  public static void main(String[] words) throws IOException {
    int nodes = words.length > 0 ? Integer.parseInt(words[0]) : 1_000;
    int rounds = words.length > 1 ? Integer.parseInt(words[1]) : 2;
    new StormBench(nodes, rounds, Files.createTempDirectory("scaletest-storm-bench")).run();
  }

  private void run() throws IOException {
    try (BenchCluster cluster = BenchCluster.start(folder.resolve("cp"));
        CountingWatch ready = cluster.watch("/api/v1/nodes", READY);
        CountingWatch lost = cluster.watch("/api/v1/nodes", LOST);
        CountingWatch running = cluster.watch(PODS, RUNNING);
        Simulator simulator =
            Simulator.hollowNode(
                cluster.kubeconfig(),
                folder.resolve("storm.summary.json"),
                "--nodes=" + nodes,
                "--watch=per-node",
                "--identity=impersonate",
                "--failure-orders=http",
                "--metricport=" + port)) {
      cluster.await("nodes are ready", () -> ready.count() == nodes);
      cluster.create(PODS, nodes, HollowBench::podOfItsOwnNode);
      cluster.await("pods run", () -> running.count() == nodes);
      pause(QUIET_MS);
      System.out.println(
          "| storm | last lease renewed | nodes lost, at most | watches begun again | largest"
              + " second | statuses waiting, at most | unanswered | 429 | heap | load average |");
      System.out.printf(Locale.ROOT, "| none | | | | | | | | %s | |%n", heap(simulator));
      for (int round = 0; round < rounds; round++) {
        storms(new Storm(cluster, lost, simulator));
      }
      System.out.printf(Locale.ROOT, "%d MB resident%n", simulator.residentBytes() >> 20);
      simulator.stop();
      System.out.println(simulator.output());
    }
    System.out.println("Files: " + folder);
  }

  private void storms(Storm storm) throws IOException {
    BenchCluster cluster = storm.cluster;
    storm.measure("watches dropped", this::dropWatches, 0, () -> {});
    storm.measure("API server gone", cluster::killApiServer, KILLED_MS, cluster::startApiServer);
    storm.measure(
        "429 for all",
        () -> {
          cluster.create(FLOW + "prioritylevelconfigurations", 1, i -> NO_SEAT);
          cluster.create(FLOW + "flowschemas", 1, i -> OF_NODES);
        },
        REFUSED_MS,
        () -> cluster.delete(1, i -> FLOW + "flowschemas/storm"));
  }

  private static String heap(Simulator simulator) {
    return String.format(Locale.ROOT, "%.1f MB", simulator.liveHeapBytes() / 1048576.0);
  }

  private void dropWatches() {
    HttpRequest order =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/failures"))
            .POST(HttpRequest.BodyPublishers.ofString("{what: restart-storm}"))
            .build();
    String answer = ask(order);
    if (!answer.endsWith(nodes + " failures\n")) {
      throw new IllegalStateException(answer);
    }
  }

  private Map<String, Double> metrics() {
    Map<String, Double> values = new HashMap<>();
    String text =
        ask(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build());
    text.lines()
        .filter(line -> line.startsWith("scaletest_hollow_"))
        .map(line -> line.split(" "))
        .forEach(
            words ->
                values.put(
                    words[0].substring("scaletest_hollow_".length()),
                    Double.parseDouble(words[1])));
    return values;
  }

  private String ask(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void pause(long ms) {
    try {
      Pause.sleeping().forMillis(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Looks at the nodes each second, from the beginning of a storm until they are well again. */
  private final class Storm {
    private final BenchCluster cluster;
    private final CountingWatch lost;
    private final Simulator simulator;
    private double retries;
    private double largestSecond;
    private double queue;
    private int lostAtMost;

    Storm(BenchCluster cluster, CountingWatch lost, Simulator simulator) {
      this.cluster = cluster;
      this.lost = lost;
      this.simulator = simulator;
    }

    void measure(String name, Runnable begin, long lengthMs, Runnable end) throws IOException {
      String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
      Map<String, Double> before = metrics();
      retries = begun(before);
      double retriesBefore = retries;
      largestSecond = 0;
      queue = 0;
      lostAtMost = 0;
      Instant beganAt = clock.now();
      begin.run();
      while (clock.now().isBefore(beganAt.plusMillis(lengthMs))) {
        look();
      }
      Instant endedAt = clock.now();
      end.run();
      int second = 0;
      long renewedMs = -1;
      while (second < AFTER_SECONDS_MAX && (second < AFTER_SECONDS_MIN || renewedMs < 0)) {
        look();
        second++;
        if (renewedMs < 0 && renewedSince(endedAt) == nodes) {
          renewedMs = clock.now().toEpochMilli() - endedAt.toEpochMilli();
        }
      }
      Map<String, Double> after = metrics();
      pause(QUIET_MS);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f s after its end | %d | %.0f | %.0f %% | %.0f | %.0f | %.0f | %s | %s |%n",
          name,
          renewedMs / 1e3,
          lostAtMost,
          retries - retriesBefore,
          100 * largestSecond / Math.max(1, retries - retriesBefore),
          queue,
          difference(before, after, "troubled_answers_total{answer=\"none\"}"),
          difference(before, after, "troubled_answers_total{answer=\"429\"}"),
          heap(simulator),
          load);
    }

    private void look() {
      pause(SAMPLE_MS);
      Map<String, Double> now = metrics();
      double begun = begun(now);
      largestSecond = Math.max(largestSecond, begun - retries);
      retries = begun;
      queue = Math.max(queue, now.getOrDefault("status_queue", 0.0));
      lostAtMost = Math.max(lostAtMost, lost.count());
    }

    private static double begun(Map<String, Double> metrics) {
      return metrics.getOrDefault("watches_resumed_total", 0.0)
          + metrics.getOrDefault("watches_relisted_total", 0.0);
    }

    private static double difference(
        Map<String, Double> before, Map<String, Double> after, String name) {
      return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }

    /** Returns how many leases were renewed after {@code time}; none if the server says nothing. */
    private int renewedSince(Instant time) {
      CompletableFuture<String> body = new CompletableFuture<>();
      cluster.get(
          LEASES,
          reply ->
              body.complete(
                  reply.succeeded() ? new String(reply.body(), StandardCharsets.UTF_8) : ""));
      int renewed = 0;
      Matcher times = RENEWED.matcher(answerOf(body));
      while (times.find()) {
        renewed += Instant.parse(times.group(1)).isAfter(time) ? 1 : 0;
      }
      return renewed;
    }

    private static String answerOf(CompletableFuture<String> body) {
      try {
        return body.get(AFTER_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
