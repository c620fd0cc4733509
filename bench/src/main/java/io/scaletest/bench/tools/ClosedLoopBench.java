package io.scaletest.bench.tools;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ResourceUse;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As many writes a second as cmdriver-closed gets through with so many threads, and the CPU time of
 * each, against a server that answers at once; beside it, where given, the original program.
 */
final class ClosedLoopBench {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final List<Integer> THREADS = List.of(1, 16, 64, 256);

  /** A thread alone waits for every answer: fewer objects take as long. */
  private static final int OBJECTS_ALONE = 10_000;

  private static final int OBJECTS = 40_000;

  /** Each object is created, updated once and deleted. */
  private static final int WRITES_PER_OBJECT = 3;

  private static final Pattern WRITES_PER_SECOND = Pattern.compile(" = ([0-9.e+]+) writes/sec");

  private final Path folder;
  private final Path kubeconfig;

  ClosedLoopBench(Path folder, Path kubeconfig) {
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Prints the table.
   *
   * @param original the original program's binary
   */
  void run(Optional<Path> original) {
    System.out.println("| program | threads | writes/s | CPU per write | resident |");
    System.out.println("|---|---|---|---|---|");
    String launcher = Repository.root().resolve("scaletest").toString();
    // Builds the jar and its archive of classes, which is not to be measured.
    measure("start", List.of(launcher, "cmdriver-closed"), 1, 10);
    for (int threads : THREADS) {
      int objects = threads == 1 ? OBJECTS_ALONE : OBJECTS;
      print(measure("ours", List.of(launcher, "cmdriver-closed"), threads, objects));
      original.ifPresent(
          binary -> print(measure("original", List.of(binary.toString()), threads, objects)));
    }
    System.out.println();
  }

  private record Result(String program, int threads, double perSecond, double cpuUs, long bytes) {}

  private Result measure(String program, List<String> command, int threads, int objects) {
    String[] options = {
      "-kubeconfig=" + kubeconfig,
      "-conns=1",
      "-threads=" + threads,
      "-n=" + objects,
      "-maxpop=1000",
      "-rate=1000000", // out of reach: what comes out is the maximum
      "-runid=" + program + "-" + threads
    };
    String[] words = new String[command.size() + options.length];
    command.toArray(words);
    System.arraycopy(options, 0, words, command.size(), options.length);
    try (ToolProcess process = ToolProcess.command(words).directory(folder).start()) {
      int status = process.awaitExit(LIMIT);
      Matcher rate = WRITES_PER_SECOND.matcher(process.stderr());
      if (status != 0 || !rate.find()) {
        throw new IllegalStateException(
            String.join(" ", words) + " exited " + status + ": " + process.stderr());
      }
      ResourceUse use = process.resourceUse();
      double writes = (double) objects * WRITES_PER_OBJECT;
      return new Result(
          program,
          threads,
          Double.parseDouble(rate.group(1)),
          use.cpu().toMillis() * 1e3 / writes,
          use.mostResidentBytes());
    }
  }

  private static void print(Result result) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.0f µs | %d MB |%n",
        result.program(),
        result.threads(),
        result.perSecond(),
        result.cpuUs(),
        result.bytes() >> 20);
  }
}
