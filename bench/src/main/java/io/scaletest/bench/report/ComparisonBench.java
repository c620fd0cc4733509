package io.scaletest.bench.report;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often {@code report compare} is wrong, and whether {@code -plan} is right, on runs of
 * cmdriver against the embedded API server: so many pairs of sets of equal runs, in which every
 * difference is a false alarm; then a pilot, and sets of as many runs as it asks for, one of them 5
 * % slower. Answers take {@value #BASE} by a fault of that server, so that 5 % is more than what
 * other work on the machine adds.
 *
 * <pre>{@code
 * java -cp bench/target/bench.jar io.scaletest.bench.report.ComparisonBench FOLDER PAIRS RUNS [TIMES]
 * }</pre>
 *
 * RUNS of a set in each of the PAIRS; TIMES that the slow-down is looked for.
 */
public final class ComparisonBench {
  static final String BASE = "200ms";
  private static final String SLOWER = "210ms";
  private static final int PILOT = 6;
  private static final int REPEATS_MAX = 30;

  /** Small runs on a busy machine may be late; more than some in turn are no accident. */
  private static final int ATTEMPTS_MAX = 8;

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern PLANNED = Pattern.compile("(create\\.response p50): (\\d+) \\+ .*");
  private static final Pattern ANSWER =
      Pattern.compile("\"name\":\"([^\"]*)\"[^{}]*?\"answer\":\"([A-Z_]*)\"");

  private final Path folder;
  private final List<ToolProcess> servers = new ArrayList<>();
  private int runs;
  private int invalid;

  private ComparisonBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    var bench = new ComparisonBench(Files.createDirectories(Path.of(args[0]).toAbsolutePath()));
    OutageRun.tellLoad("before");
    try {
      bench.serve("equal", BASE);
      bench.serve("slower", SLOWER);
      bench.falseAlarms(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      bench.slowDown(args.length > 3 ? Integer.parseInt(args[3]) : 1);
    } finally {
      bench.servers.forEach(ToolProcess::close);
    }
    System.out.printf(
        Locale.ROOT,
        "%d runs, of which %d were INVALID and done again%n",
        bench.runs,
        bench.invalid);
    OutageRun.tellLoad("after");
  }

  private void serve(String name, String latency) {
    ToolProcess server =
        ToolProcess.jar(
                "embedded-apiserver",
                "-kubeconfig-out",
                name + ".kubeconfig",
                "-fault",
                "latency verb=create value=constant:" + latency)
            .directory(folder)
            .start();
    servers.add(server);
    server.awaitOutput("KUBECONFIG", LIMIT);
  }

  /** Runs of both sets by turns, so that a machine that changes changes both. */
  private void falseAlarms(int pairs, int runsOfSet) throws IOException {
    int alarms = 0;
    for (int pair = 1; pair <= pairs; pair++) {
      Sets sets = sets(runsOfSet, "equal");
      String found = sets.compared();
      boolean alarm = found.contains("WORSE") || found.contains("BETTER");
      alarms += alarm ? 1 : 0;
      System.out.printf(
          Locale.ROOT, "equal %d of %d: %s%s%n", pair, pairs, found, alarm ? "  <- ALARM" : "");
    }
    System.out.printf(
        Locale.ROOT,
        "false alarms: %d of %d pairs of %d + %d runs%n",
        alarms,
        pairs,
        runsOfSet,
        runsOfSet);
  }

  private void slowDown(int times) throws IOException {
    var pilot = new ArrayList<String>(List.of("compare", "-plan", "-effect", "5"));
    for (int i = 0; i < PILOT; i++) {
      pilot.add(run("equal"));
    }
    String plan = report(pilot);
    System.out.println(plan);
    Matcher planned = PLANNED.matcher(plan);
    if (!planned.find()) {
      throw new IllegalStateException("no plan: " + plan);
    }
    int repeats = Math.min(REPEATS_MAX, Integer.parseInt(planned.group(2)));
    int found = 0;
    for (int time = 1; time <= times; time++) {
      String answers = sets(repeats, "slower").compared();
      found += answers.contains("create.response p50 WORSE") ? 1 : 0;
      System.out.printf(Locale.ROOT, "5 %% slower, %d + %d runs: %s%n", repeats, repeats, answers);
    }
    System.out.printf(Locale.ROOT, "slow-down found: %d of %d times%n", found, times);
  }

  private Sets sets(int runsOfSet, String second) {
    var sets = new Sets(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < runsOfSet; i++) {
      sets.a.add(run("equal"));
      sets.b.add(run(second));
    }
    return sets;
  }

  private final class Sets {
    private final List<String> a;
    private final List<String> b;

    private Sets(List<String> a, List<String> b) {
      this.a = a;
      this.b = b;
    }

    /** Returns each metric with its answer. */
    private String compared() {
      var arguments = new ArrayList<>(List.of("compare", "-json", "-"));
      arguments.addAll(a);
      arguments.add("--");
      arguments.addAll(b);
      Matcher answers = ANSWER.matcher(report(arguments));
      var text = new ArrayList<String>();
      while (answers.find()) {
        text.add(answers.group(1) + " " + answers.group(2));
      }
      if (text.isEmpty()) {
        throw new IllegalStateException("the comparison has no answer");
      }
      return String.join(", ", text);
    }
  }

  /** Does one run, anew as long as it does not count; returns the folder with its files. */
  private String run(String server) {
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      String id = "run" + ++runs;
      Path own = folder.resolve(id);
      try {
        Files.createDirectories(own);
        drive(server, id, own);
        String summary = Files.readString(own.resolve(id + "-driver.summary.json"));
        if (!summary.contains("\"" + Verdict.Status.INVALID + "\"")) {
          return own.toString();
        }
        invalid++;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("this machine is too busy: runs are INVALID again and again");
  }

  private void drive(String server, String id, Path own) {
    try (ToolProcess driver =
        ToolProcess.jar(
                "cmdriver",
                "-kubeconfig",
                folder.resolve(server + ".kubeconfig").toString(),
                "-runid",
                id,
                "-n",
                "1000",
                "-lambda",
                "250",
                "-maxpop",
                "25",
                "-seed",
                Integer.toString(runs),
                "-metricport",
                "-1")
            .jvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .directory(own)
            .start()) {
      int status = driver.awaitExit(LIMIT);
      if (status != 0) {
        throw new IllegalStateException("cmdriver: " + status + ": " + driver.stderr());
      }
    }
  }

  private String report(List<String> arguments) {
    try (ToolProcess report =
        ToolProcess.jar("report", arguments.toArray(String[]::new))
            .jvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .directory(folder)
            .start()) {
      int status = report.awaitExit(LIMIT);
      if (status > 1) {
        throw new IllegalStateException("report: " + status + ": " + report.stderr());
      }
      return report.stdout();
    }
  }
}
