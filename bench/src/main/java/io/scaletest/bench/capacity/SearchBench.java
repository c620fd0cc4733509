package io.scaletest.bench.capacity;

import io.scaletest.bench.server.EmbeddedServer;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks {@code player --find-max} for a capacity that is known, and counts how often the truth lies
 * in its interval. The server is an embedded API server that serves gets one after the other in
 * exponential times (its fault {@code queue}): with arrivals at random the response times of such a
 * queue are exponential with the mean 1 / (services a second - arrivals a second), so the rate at
 * which their 99th percentile is a given limit follows.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.capacity.SearchBench RUNS
 * SIDE_BY_SIDE FOLDER}, each run with a seed of its own, some side by side: a run takes a tenth of
 * a processor and seven minutes.
 */
public final class SearchBench {
  private static final double SERVICES_PER_S = 500;
  private static final double LIMIT_S = 0.05;
  private static final double TRUTH = SERVICES_PER_S - Math.log(100) / LIMIT_S;

  /** Where searches begin: each elsewhere, so that no doubling is always near the truth. */
  private static final long FIRST_RATE = 100;

  private static final long RATE_STEP = 5;
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Pattern BOUNDS = Pattern.compile("between ([0-9.]+)/s and ([0-9.]+)/s");
  private static final String SPEC =
      """
      name: gets
      duration: 1m
      objects: {o: {kind: configmaps}}
      initial: {objects: o, count: 10}
      load: {g: {objects: o, rate: 50/s, mix: {get: 1}}}
      slo: {of: get, p99: 50ms}
      """;

  private SearchBench() {}

  /** The interval of one run, or why there is none. */
  private record Found(long seed, double lower, double upper, String text) {
    boolean containsTruth() {
      return lower <= TRUTH && TRUTH <= upper;
    }
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    int runs = Integer.parseInt(args[0]);
    Path folder = Files.createDirectories(Path.of(args[2]).toAbsolutePath());
    Files.writeString(folder.resolve("gets.yaml"), SPEC);
    System.out.printf(Locale.ROOT, "truth: %.1f gets/s%n", TRUTH);
    int contained = 0;
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[1]));
    try {
      List<Future<Found>> all = new ArrayList<>();
      for (int seed = 1; seed <= runs; seed++) {
        long own = seed;
        all.add(threads.submit(() -> search(own, folder)));
      }
      for (Future<Found> each : all) {
        Found found = each.get();
        contained += found.containsTruth() ? 1 : 0;
        System.out.printf(
            "seed %d  %s  %s%n",
            found.seed(), found.containsTruth() ? "contains the truth" : "MISSED IT", found.text());
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.printf("%d of %d intervals contain the truth%n", contained, runs);
  }

  private static Found search(long seed, Path folder) throws IOException {
    String queue =
        String.format(
            Locale.ROOT,
            "queue verb=get resource=configmaps value=exponential:%fms",
            1e3 / SERVICES_PER_S);
    try (EmbeddedServer server = EmbeddedServer.start(folder, "-seed=" + seed, "-fault=" + queue);
        ToolProcess player =
            ToolProcess.jar(
                    "player",
                    "play",
                    "gets.yaml",
                    "-kubeconfig=" + server.kubeconfig(),
                    "-runid=s" + seed,
                    "-seed=" + seed,
                    "-find-max=load.g.rate=" + (FIRST_RATE + RATE_STEP * seed) + "/s..2000/s",
                    "-trial=20s",
                    "-settle=3s",
                    "-width=0.1")
                .directory(folder)
                .start()) {
      int status = player.awaitExit(LIMIT);
      String last =
          player
              .stdout()
              .lines()
              .filter(line -> line.startsWith("load.g.rate"))
              .findFirst()
              .orElse("");
      Matcher bounds = BOUNDS.matcher(last);
      return status == 0 && bounds.find()
          ? new Found(
              seed, Double.parseDouble(bounds.group(1)), Double.parseDouble(bounds.group(2)), last)
          : new Found(seed, Double.NaN, Double.NaN, "status " + status + ": " + player.stderr());
    }
  }
}
