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
import java.util.Optional;

/**
 * Measures whole tools and prints a table in Markdown.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.tools.ToolBench SCENARIO…}
 * with the scenarios {@code lateness}, {@code memory}, {@code closed} (against a server of our own
 * that answers at once, in a process of its own), {@code logger} (against the embedded API server)
 * and {@code real} (against the real control plane). {@code closed=PATH} measures the original
 * cmdriverclosed, a binary, beside ours.
 */
public final class ToolBench {
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final String WATCHING = "; watching";

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
    for (String argument : scenarios) {
      String scenario = argument.replaceFirst("=.*", "");
      switch (scenario) {
        case "lateness" -> bench.lateness();
        case "memory" -> bench.memory();
        case "logger" -> new LoggerRateBench(bench.folder).run();
        case "closed" -> bench.closed(valueOf(argument).map(Path::of));
        case "real" -> bench.real();
        default -> throw new IllegalArgumentException("scenario: unknown: " + scenario);
      }
    }
    System.out.println("Files: " + bench.folder);
  }

  /** 1,000 arrivals a second, 30 s, an answer at once. */
  private void lateness() throws IOException {
    try (InstantServer server = InstantServer.start(folder)) {
      drive("lateness", server.kubeconfig(), List.of(), "-lambda=1000", "-n=30000", "-maxpop=1000");
    }
  }

  /** A million objects in 256 MB of heap, as fast as the server and this machine go. */
  private void memory() throws IOException {
    try (InstantServer server = InstantServer.start(folder)) {
      drive(
          "memory",
          server.kubeconfig(),
          List.of("SCALETEST_JAVA_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"),
          "-lambda=6000",
          "-n=1000000",
          "-maxpop=6000");
    }
  }

  /** As fast as so many threads get. */
  private void closed(Optional<Path> original) {
    try (InstantServer server = InstantServer.start(folder)) {
      new ClosedLoopBench(folder, server.kubeconfig()).run(original);
    }
  }

  private static Optional<String> valueOf(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 ? Optional.empty() : Optional.of(argument.substring(equals + 1));
  }

  /** λ = 150, 3,000 objects, with a logger beside the driver, on the real control plane. */
  private void real() throws IOException {
    Path dataDir = folder.resolve("cp");
    launcher(List.of(), "control-plane", "up", "--data-dir", dataDir.toString()).close();
    try {
      Path kubeconfig = dataDir.resolve("admin.kubeconfig");
      drive("warm-up", kubeconfig, List.of(), "-lambda=150", "-n=1500", "-maxpop=150");
      drive("real", kubeconfig, List.of(), "-lambda=150", "-n=3000", "-maxpop=300");
      log(kubeconfig);
    } finally {
      launcher(List.of(), "control-plane", "down", "--data-dir", dataDir.toString()).close();
    }
  }

  private void log(Path kubeconfig) throws IOException {
    Path data = folder.resolve("logged.csv");
    try (ToolProcess logger =
        command(
                List.of(),
                "cm-logger",
                "-kubeconfig=" + kubeconfig,
                "-metricport=0",
                "-data-filname=" + data)
            .start()) {
      logger.awaitOutput(WATCHING, LIMIT);
      drive("logged", kubeconfig, List.of(), "-lambda=150", "-n=3000", "-maxpop=300");
      logger.signal("TERM");
      logger.awaitExit(LIMIT);
      print("cm-logger, the same", logger, Files.readAllLines(data).size());
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
