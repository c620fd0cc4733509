package io.scaletest.bench.tools;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ResourceUse;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Measures whole tools and prints a table in Markdown.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.tools.ToolBench SCENARIO…}
 * with the scenarios {@code lateness}, {@code memory} and {@code writes} (against a server of our
 * own that answers at once, in a process of its own) and {@code logger} (against the embedded API
 * server). What is compared with the originals is in {@link PairBench}.
 */
public final class ToolBench {
  private static final Duration LIMIT = Duration.ofMinutes(9);

  private final Path folder;

  private ToolBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] scenarios) throws IOException {
    ToolBench bench = new ToolBench(Files.createTempDirectory("scaletest-bench"));
    System.out.printf(
        Locale.ROOT,
        "Java %s, %d processors, load average %s%n%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/loadavg")).strip());
    for (String scenario : scenarios) {
      switch (scenario) {
        case "lateness" -> bench.lateness();
        case "memory" -> bench.memory();
        case "writes" -> bench.writes();
        case "logger" -> new LoggerRateBench(bench.folder).run();
        default -> throw new IllegalArgumentException("scenario: unknown: " + scenario);
      }
    }
    System.out.println("Files: " + bench.folder);
  }

  /** 1,000 arrivals a second, 30 s, an answer at once. */
  private void lateness() throws IOException {
    drive("lateness", List.of(), "-lambda=1000", "-n=30000", "-maxpop=1000");
  }

  /** A million objects in 256 MB of heap, as fast as the server and this machine go. */
  private void memory() throws IOException {
    drive(
        "memory",
        List.of("SCALETEST_JAVA_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"),
        "-lambda=6000",
        "-n=1000000",
        "-maxpop=6000");
  }

  /** 50,000 writes a second, creates and deletes, with both compilers of the JVM. */
  private void writes() throws IOException {
    drive(
        "writes",
        List.of("SCALETEST_JAVA_OPTS", ""),
        "-lambda=25000",
        "-n=1500000",
        "-maxpop=25000");
  }

  private void drive(String runId, List<String> environment, String... options) throws IOException {
    try (InstantServer server = InstantServer.start(folder)) {
      drive(runId, server.kubeconfig(), environment, options);
    }
  }

  private void drive(String runId, Path kubeconfig, List<String> environment, String... options)
      throws IOException {
    String[] words = new String[options.length + 5];
    words[0] = "cmdriver";
    words[1] = "-kubeconfig=" + kubeconfig;
    words[2] = "-runid=" + runId;
    words[3] = "-metricport=0";
    words[4] = "-waitBeforeTerminate=0";
    System.arraycopy(options, 0, words, 5, options.length);
    try (ToolProcess driver = launcher(environment, words)) {
      long rows;
      try (var lines = Files.lines(folder.resolve(runId + "-driver.csv"))) {
        rows = lines.count();
      }
      print("cmdriver " + String.join(" ", options), driver, rows);
      System.out.println(driver.stdout());
    }
  }

  private ToolProcess launcher(List<String> environment, String... words) {
    ToolProcess process = command(environment, words).start();
    int status = process.awaitExit(LIMIT);
    if (status != 0) {
      throw new IllegalStateException(
          String.join(" ", words) + " exited " + status + ": " + process.stderr());
    }
    return process;
  }

  private ToolProcess.Builder command(List<String> environment, String... words) {
    String[] full = new String[words.length + 1];
    full[0] = Repository.root().resolve("scaletest").toString();
    System.arraycopy(words, 0, full, 1, words.length);
    ToolProcess.Builder builder = ToolProcess.command(full).directory(folder);
    for (int i = 0; i + 1 < environment.size(); i += 2) {
      builder.environment(environment.get(i), environment.get(i + 1));
    }
    return builder;
  }

  private static void print(String what, ToolProcess process, long requests) {
    ResourceUse use = process.resourceUse();
    System.out.printf(
        Locale.ROOT,
        "%s: %d requests or events, %.2f s CPU, %.0f µs each, %d MB resident%n",
        what,
        requests,
        use.cpu().toMillis() / 1e3,
        use.cpu().toMillis() * 1e3 / Math.max(1, requests),
        use.mostResidentBytes() >> 20);
  }
}
