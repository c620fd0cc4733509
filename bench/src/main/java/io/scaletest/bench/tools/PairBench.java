package io.scaletest.bench.tools;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ResourceUse;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures our tools and their originals in turn, A B A B, and prints every pair, the medians and
 * the ratios with their spread. Whole processes with their starts, as users run them: ours by the
 * launcher.
 *
 * <p>Usage: {@code java -cp bench/target/bench.jar io.scaletest.bench.tools.PairBench PAIRS
 * WORK=BINARY…}, with the works
 *
 * <ul>
 *   <li>{@code cmdriver-N}: N objects at 150 a second on the real control plane
 *   <li>{@code cm-logger-N}: N events, made by our cmdriver at 300 a second
 *   <li>{@code closed-T}: cmdriver-closed with T threads, against a server that answers at once
 *   <li>each with {@code -protobuf} behind the name of the tool: ours with protobuf; of cm-logger
 *       the original, too
 * </ul>
 *
 * The binary {@code ours} is our own tool without protobuf.
 */
public final class PairBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration ROWS_LIMIT = Duration.ofSeconds(20);
  private static final String LAUNCHER = Repository.root().resolve("scaletest").toString();
  private static final String OURS = "ours";
  private static final Pattern WORK =
      Pattern.compile("(cmdriver|cm-logger|closed)(-protobuf)?-(\\d+)=(.+)");
  private static final Pattern WRITES_PER_SECOND = Pattern.compile(" = ([0-9.e+]+) writes/sec");

  /** Of clock ticks in /proc: USER_HZ is 100 on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS_FIELD = 13;

  /** cmdriver-closed writes each object three times. */
  private static final int WRITES = 3;

  private static final int CLOSED_OBJECTS = 40_000;

  /** A thread alone waits for every answer. */
  private static final int CLOSED_OBJECTS_ALONE = 10_000;

  private final Path folder;
  private final int pairs;
  private int runs;

  private PairBench(Path folder, int pairs) {
    this.folder = folder;
    this.pairs = pairs;
  }

  public static void main(String[] args) throws IOException {
    PairBench bench =
        new PairBench(Files.createTempDirectory("scaletest-pairs"), Integer.parseInt(args[0]));
    for (String tool : List.of("cmdriver", "cmdriver-closed", "cm-logger")) {
      // The first run of a tool may build it, and its archive of classes.
      bench.run(List.of(LAUNCHER, tool, "--version")).close();
    }
    List<Matcher> works = new ArrayList<>();
    for (String word : Arrays.asList(args).subList(1, args.length)) {
      Matcher work = WORK.matcher(word);
      if (!work.matches()) {
        throw new IllegalArgumentException("must be WORK-NUMBER=BINARY, got " + word);
      }
      works.add(work);
    }
    bench.real(works.stream().filter(work -> !work.group(1).equals("closed")).toList());
    bench.closed(works.stream().filter(work -> work.group(1).equals("closed")).toList());
    System.out.println("Files: " + bench.folder);
  }

  private void real(List<Matcher> works) throws IOException {
    if (works.isEmpty()) {
      return;
    }
    Path dataDir = folder.resolve("cp");
    run(List.of(LAUNCHER, "control-plane", "up", "--data-dir", dataDir.toString())).close();
    try {
      Path server = dataDir.resolve("run").resolve("kube-apiserver-1.pid");
      String pid = Files.readAllLines(server).get(0);
      Path kubeconfig = dataDir.resolve("admin.kubeconfig");
      drive(command(OURS, "cmdriver"), kubeconfig, "warm-up", 1_500, false).close();
      for (Matcher work : works) {
        boolean protobuf = work.group(2) != null;
        long number = Long.parseLong(work.group(3));
        boolean logging = work.group(1).equals("cm-logger");
        compare(
            work.group(),
            number * (logging ? 1 : 2),
            original -> {
              double before = cpuSeconds(pid);
              boolean encoded = protobuf && (!original || !work.group(4).equals(OURS) && logging);
              List<String> program = command(original ? work.group(4) : OURS, work.group(1));
              ToolProcess ended =
                  logging
                      ? log(program, kubeconfig, number, encoded)
                      : drive(program, kubeconfig, "r" + ++runs, number, encoded);
              try (ended) {
                Map<String, Double> figures = figures(ended);
                figures.put("kube-apiserver's CPU s", cpuSeconds(pid) - before);
                return figures;
              }
            });
      }
    } finally {
      run(List.of(LAUNCHER, "control-plane", "down", "--data-dir", dataDir.toString())).close();
    }
  }

  private void closed(List<Matcher> works) throws IOException {
    if (works.isEmpty()) {
      return;
    }
    try (InstantServer server = InstantServer.start(folder)) {
      for (Matcher work : works) {
        int threads = Integer.parseInt(work.group(3));
        int objects = threads == 1 ? CLOSED_OBJECTS_ALONE : CLOSED_OBJECTS;
        compare(
            work.group(),
            (long) objects * WRITES,
            original -> {
              List<String> words =
                  new ArrayList<>(command(original ? work.group(4) : OURS, "cmdriver-closed"));
              words.addAll(
                  List.of(
                      "-kubeconfig=" + server.kubeconfig(),
                      "-conns=1",
                      "-threads=" + threads,
                      "-n=" + objects,
                      "-maxpop=1000",
                      "-rate=1000000", // out of reach: what comes out is the maximum
                      "-runid=c" + ++runs));
              if (work.group(2) != null && !original) {
                words.add("-content-type=protobuf");
              }
              try (ToolProcess ended = run(words)) {
                Matcher rate = WRITES_PER_SECOND.matcher(ended.stderr());
                if (!rate.find()) {
                  throw new IllegalStateException("no rate: " + ended.stderr());
                }
                Map<String, Double> figures = figures(ended);
                figures.put("writes/s", Double.parseDouble(rate.group(1)));
                return figures;
              }
            });
      }
    }
  }

  private static List<String> command(String binary, String tool) {
    return binary.equals(OURS) ? List.of(LAUNCHER, tool) : List.of(binary);
  }

  private ToolProcess drive(
      List<String> program, Path kubeconfig, String runId, long objects, boolean protobuf) {
    List<String> words = new ArrayList<>(program);
    words.addAll(
        List.of(
            "-kubeconfig=" + kubeconfig,
            "-runid=" + runId,
            "-lambda=150",
            "-n=" + objects,
            "-maxpop=300",
            "-metricport=0",
            "-waitBeforeTerminate=0"));
    if (protobuf) {
      words.add("-content-type=protobuf");
    }
    return run(words);
  }

  /** Returns a logger that has ended, behind so many events. */
  private ToolProcess log(List<String> program, Path kubeconfig, long events, boolean protobuf) {
    runs++;
    Path data = folder.resolve("l" + runs + ".csv");
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of("-kubeconfig=" + kubeconfig, "-data-filname=" + data));
    if (protobuf) {
      words.add("-useProtobuf=true");
    }
    ToolProcess logger =
        ToolProcess.command(words.toArray(String[]::new)).directory(folder).start();
    // The original opens its file at once and says nothing when its informer has listed.
    new BoundedWait(Ticker.system()).until(LIMIT, () -> Files.exists(data));
    drive(command(OURS, "cmdriver"), kubeconfig, "d" + runs, events / 2, false).close();
    boolean all = new BoundedWait(Ticker.system()).until(ROWS_LIMIT, () -> rows(data) >= events);
    logger.signal("TERM");
    logger.awaitExit(LIMIT);
    if (!all) {
      throw new IllegalStateException(
          data + " has " + rows(data) + " rows of " + events + ": " + logger.stderr());
    }
    return logger;
  }

  private static long rows(Path data) {
    try (Stream<String> lines = Files.lines(data)) {
      return lines.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ToolProcess run(List<String> words) {
    ToolProcess process =
        ToolProcess.command(words.toArray(String[]::new)).directory(folder).start();
    int status = process.awaitExit(LIMIT);
    if (status != 0) {
      throw new IllegalStateException(
          String.join(" ", words) + " exited " + status + ": " + process.stderr());
    }
    return process;
  }

  private static Map<String, Double> figures(ToolProcess ended) {
    ResourceUse use = ended.resourceUse();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("CPU s", use.cpu().toMillis() / 1e3);
    figures.put("resident MB", use.mostResidentBytes() / 1e6);
    return figures;
  }

  private static double cpuSeconds(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"));
      // The name, in parentheses, may have spaces.
      String[] fields = ("0 0 " + stat.substring(stat.lastIndexOf(')') + 2)).split(" ");
      double ticks =
          Double.parseDouble(fields[USER_TICKS_FIELD])
              + Double.parseDouble(fields[USER_TICKS_FIELD + 1]);
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One measurement of either side. */
  private interface Side {
    Map<String, Double> measure(boolean original);
  }

  private void compare(String work, long requests, Side side) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%n%s: %,d requests or events; load average %s%n",
        work,
        requests,
        Files.readString(Path.of("/proc/loadavg")).strip());
    Map<String, List<Double>> ours = new LinkedHashMap<>();
    Map<String, List<Double>> theirs = new LinkedHashMap<>();
    for (int pair = 1; pair <= pairs; pair++) {
      add(ours, side.measure(false));
      add(theirs, side.measure(true));
      int last = pair - 1;
      ours.forEach(
          (name, values) ->
              System.out.printf(
                  Locale.ROOT,
                  "  %-24s %10.2f %10.2f  %6.3f%n",
                  name,
                  values.get(last),
                  theirs.get(name).get(last),
                  values.get(last) / theirs.get(name).get(last)));
    }
    ours.forEach((name, values) -> tell(name, values, theirs.get(name), requests));
  }

  private static void add(Map<String, List<Double>> all, Map<String, Double> figures) {
    figures.forEach(
        (name, value) -> all.computeIfAbsent(name, unused -> new ArrayList<>()).add(value));
  }

  private static void tell(String name, List<Double> ours, List<Double> theirs, long requests) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | **%.2f** (%.2f to %.2f) |%n",
        name,
        cell(name, median(ours), requests),
        cell(name, median(theirs), requests),
        median(ratios),
        ratios.stream().mapToDouble(r -> r).min().orElse(0),
        ratios.stream().mapToDouble(r -> r).max().orElse(0));
  }

  /** CPU also for each request. */
  private static String cell(String name, double value, long requests) {
    return name.endsWith("CPU s")
        ? String.format(Locale.ROOT, "%.2f (%.0f µs each)", value, value * 1e6 / requests)
        : String.format(Locale.ROOT, "%,.0f", value);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
