package io.scaletest.bench.blocks;

import io.scaletest.testkit.process.ResourceUse;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures httperf and prints a table in Markdown.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.blocks.BlockBench SCENARIO…}
 * with the scenarios {@code throughput} (server, by h2load), {@code pair} (our own client and
 * server), {@code evenness} (1,000 streams of 500 bytes each 10 ms) and {@code streams} (10,000
 * streams on one connection for a minute). Where the environment variable {@value #ORIGINAL} names
 * the original's program, it is measured in turn with ours.
 */
public final class BlockBench {
  private static final String ORIGINAL = "HTTPERF_ORIGINAL";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final double BYTES_PER_GB = 1e9;
  private static final double BYTES_PER_MB = 1e6;
  private static final double MS_PER_S = 1e3;
  private static final int ROUNDS = 5;
  private static final Pattern FINISHED = Pattern.compile("finished in ([\\d.]+)(ms|s)");
  private static final Pattern DATA = Pattern.compile("\\((\\d+)\\) data");
  private static final Pattern CLIENT_BYTES = Pattern.compile("clientBytes = (\\d+),");
  private static final Pattern CLIENT_RATE = Pattern.compile("clientBytes = \\d+, ([^/]+)/sec");
  private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded");

  private final Optional<String> original = Optional.ofNullable(System.getenv(ORIGINAL));

  private BlockBench() {}

  public static void main(String[] scenarios) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "Java %s, %d processors, load average %s%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/loadavg")).strip());
    var bench = new BlockBench();
    for (String scenario : scenarios) {
      System.out.printf("%n## %s%n%n", scenario);
      switch (scenario) {
        case "throughput" -> bench.throughput();
        case "pair" -> bench.pair();
        case "evenness" -> bench.evenness();
        case "streams" -> bench.streams();
        default -> throw new IllegalArgumentException("scenario: unknown: " + scenario);
      }
    }
  }

  /** 64 KiB blocks, due far faster than they can go: 4 connections of 16 streams. */
  private void throughput() {
    System.out.println("| server | round | MB/s | server CPU s/GB | h2load CPU s/GB |");
    System.out.println("|---|---|---|---|---|");
    try (BlockServerProcess ours = BlockServerProcess.ours(List.of(), "--results=")) {
      try (BlockServerProcess theirs =
          original.isPresent() ? BlockServerProcess.original(original.get()) : null) {
        for (int round = 1; round <= ROUNDS; round++) {
          throughputRound(ours, round);
          if (theirs != null) {
            throughputRound(theirs, round);
          }
        }
      }
    }
  }

  private static void throughputRound(BlockServerProcess server, int round) {
    double cpuBefore = server.cpuSeconds();
    Load load = load(server, 4, 16, 96, "size=65536&n=1000&periodMS=1");
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.2f | %.2f |%n",
        server.name(),
        round,
        load.bytes / BYTES_PER_MB / load.seconds,
        (server.cpuSeconds() - cpuBefore) / (load.bytes / BYTES_PER_GB),
        load.cpuSeconds / (load.bytes / BYTES_PER_GB));
  }

  /** The same blocks with a program's own client: 64 loops over 4 connections, for 20 s. */
  private void pair() {
    System.out.println("| server and client | round | MB/s | server CPU s/GB | client CPU s/GB |");
    System.out.println("|---|---|---|---|---|");
    try (BlockServerProcess ours = BlockServerProcess.ours(List.of(), "--results=");
        BlockServerProcess theirs =
            original.isPresent() ? BlockServerProcess.original(original.get()) : null) {
      for (int round = 1; round <= ROUNDS; round++) {
        pairRound(
            ours,
            ToolProcess.jar("httperf", "--client-only", "--no-keylog", "--results=")
                .arguments("--stop-after=20s", "-log-period=1h"),
            round);
        if (theirs != null) {
          // Its client goes on until it is killed.
          pairRound(
              theirs,
              ToolProcess.command(original.get(), "-logtostderr", "-log-period=20s"),
              round);
        }
      }
    }
  }

  private static void pairRound(BlockServerProcess server, ToolProcess.Builder command, int round) {
    double cpuBefore = server.cpuSeconds();
    command.arguments(
        "-v=2",
        "-base-url=" + server.url(),
        "-threads=64",
        "-connections=4",
        "-block-size=65536",
        "-period=0.001",
        "-blocks-per-request=1000");
    try (ToolProcess client = command.start()) {
      client.awaitOutput(CLIENT_BYTES.pattern(), LIMIT);
      double gigabytes = number(client.stderr(), CLIENT_BYTES.pattern()) / BYTES_PER_GB;
      double serverCpu = server.cpuSeconds() - cpuBefore;
      if (client.isAlive()) {
        client.signal("KILL");
      }
      client.awaitExit(LIMIT);
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.0f | %.2f | %.2f |%n",
          server.name(),
          round,
          number(client.stderr(), CLIENT_RATE.pattern()) / BYTES_PER_MB,
          serverCpu / gigabytes,
          seconds(client.resourceUse()) / gigabytes);
    }
  }

  /** After a round to warm up, half a minute. */
  private void evenness() {
    System.out.println("| server | round | wall s | server cores |");
    System.out.println("|---|---|---|---|");
    try (BlockServerProcess ours = BlockServerProcess.ours(List.of(), "--results=")) {
      evennessRound(ours, "warm-up", 1_000);
      evennessRound(ours, "measured", 3_000);
      original.ifPresent(
          program -> {
            try (BlockServerProcess theirs = BlockServerProcess.original(program)) {
              evennessRound(theirs, "measured", 3_000);
            }
          });
      printPeriods(ours.finish());
    }
  }

  private static void evennessRound(BlockServerProcess server, String round, int blocks) {
    double cpuBefore = server.cpuSeconds();
    Load load = load(server, 4, 250, 1_000, "size=500&n=" + blocks + "&periodMS=10");
    System.out.printf(
        Locale.ROOT,
        "| %s | %s, %d of 1000 streams | %.2f of %.2f | %.2f |%n",
        server.name(),
        round,
        load.succeeded,
        load.seconds,
        blocks / 100.0,
        (server.cpuSeconds() - cpuBefore) / load.seconds);
  }

  /** One connection, in 256 MB of heap. */
  private void streams() throws IOException {
    Path prefix = Files.createTempDirectory("scaletest-bench").resolve("streams");
    try (BlockServerProcess server =
        BlockServerProcess.ours(List.of("-Xmx256m"), "--results=" + prefix)) {
      double cpuBefore = server.cpuSeconds();
      Load load = load(server, 1, 10_000, 10_000, "size=500&n=600&periodMS=100");
      double cores = (server.cpuSeconds() - cpuBefore) / load.seconds;
      String output = server.finish();
      System.out.printf(
          Locale.ROOT,
          "%d of 10000 streams in %.2f s for 59.90 s of blocks, %.2f server cores, "
              + "peak heap %.0f MB, peak resident %.0f MB%n",
          load.succeeded,
          load.seconds,
          cores,
          number(Files.readString(Path.of(prefix + ".summary.json")), "\"heapMaxBytes\" *: *(\\d+)")
              / BYTES_PER_MB,
          server.process().resourceUse().mostResidentBytes() / BYTES_PER_MB);
      printPeriods(output);
    }
  }

  private static void printPeriods(String output) {
    System.out.println();
    output
        .lines()
        .filter(line -> line.contains("server block lateness: "))
        .filter(line -> !line.contains(" 0 samples"))
        .forEach(line -> System.out.println(line.substring(line.indexOf("server block"))));
  }

  /**
   * What h2load did.
   *
   * @param bytes of bodies
   */
  private record Load(double seconds, double bytes, int succeeded, double cpuSeconds) {}

  private static Load load(
      BlockServerProcess server, int connections, int streams, int requests, String query) {
    try (ToolProcess h2load =
        ToolProcess.command(
                "h2load",
                "-t1",
                "-c" + connections,
                "-m" + streams,
                "-n" + requests,
                "-w30",
                "-W30",
                server.url() + "/blocks?" + query)
            .start()) {
      h2load.awaitExit(LIMIT);
      Matcher finished = FINISHED.matcher(h2load.stdout());
      if (!finished.find()) {
        throw new IllegalStateException("h2load did not finish: " + h2load.stdout());
      }
      double unit = finished.group(2).equals("ms") ? 1 / MS_PER_S : 1;
      return new Load(
          Double.parseDouble(finished.group(1)) * unit,
          number(h2load.stdout(), DATA.pattern()),
          (int) number(h2load.stdout(), SUCCEEDED.pattern()),
          seconds(h2load.resourceUse()));
    }
  }

  private static double seconds(ResourceUse use) {
    return use.cpu().toMillis() / MS_PER_S;
  }

  private static double number(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + regex + " in " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
