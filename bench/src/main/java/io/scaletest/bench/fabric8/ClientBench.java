package io.scaletest.bench.fabric8;

import io.scaletest.bench.server.EmbeddedServer;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ResourceUse;
import io.scaletest.testkit.process.ToolProcess;
import java.io.File;
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
import java.util.stream.Collectors;

/**
 * Compares fabric8's client over the transport with the transport alone and with the client as it
 * comes: each measurement is a process of its own, the kinds take turns, and a table in Markdown
 * says medians and spread.
 *
 * <pre>{@code
 * java -cp bench/target/bench.jar io.scaletest.bench.fabric8.ClientBench first creates informers list
 * java -cp bench/target/bench.jar io.scaletest.bench.fabric8.ClientBench -turns=7 first
 * }</pre>
 */
public final class ClientBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int DEFAULT_TURNS = 5;
  private static final int RATE = 2_000;
  private static final int SECONDS = 10;
  private static final int INFORMERS = 1_000;

  /** More of them end in time-outs. */
  private static final int STOCK_INFORMERS = 200;

  private final Path folder;
  private final int turns;

  private ClientBench(Path folder, int turns) {
    this.folder = folder;
    this.turns = turns;
  }

  public static void main(String[] args) throws IOException {
    int turns = DEFAULT_TURNS;
    for (String argument : args) {
      if (argument.startsWith("-turns=")) {
        turns = Integer.parseInt(argument.substring("-turns=".length()));
      }
    }
    ClientBench bench = new ClientBench(Files.createTempDirectory("scaletest-bench"), turns);
    for (String argument : args) {
      switch (argument.replaceFirst("=.*", "")) {
        case "-turns" -> {}
        case "first" -> bench.first();
        case "creates" -> bench.creates();
        case "informers" -> bench.informers();
        case "list" -> bench.list();
        default -> throw new IllegalArgumentException("scenario: unknown: " + argument);
      }
    }
  }

  /**
   * To the first answer of a real kube-apiserver, with the launcher's flags and a class archive.
   */
  private void first() throws IOException {
    try (ControlPlane controlPlane = realControlPlane()) {
      String kubeconfig = controlPlane.kubeconfig().toString();
      Table table = new Table("first answer");
      List<ClientKind> kinds = List.of(ClientKind.TRANSPORT, ClientKind.DSL, ClientKind.STOCK);
      for (ClientKind kind : kinds) {
        program(
            List.of("-XX:ArchiveClassesAtExit=" + archive(kind)), "first", kind.word(), kubeconfig);
      }
      for (int turn = 0; turn < turns; turn++) {
        for (ClientKind kind : kinds) {
          table.add(
              kind.word(),
              program(
                  List.of("-XX:SharedArchiveFile=" + archive(kind), "-Xshare:auto"),
                  "first",
                  kind.word(),
                  kubeconfig));
        }
      }
      table.print();
    }
  }

  private Path archive(ClientKind kind) {
    return folder.resolve(kind.word() + ".jsa");
  }

  /** 2,000 creates a second for ten seconds; a fresh embedded server for each turn. */
  private void creates() throws IOException {
    Table table = new Table("creates");
    for (int turn = 0; turn < turns; turn++) {
      for (ClientKind kind : ClientKind.values()) {
        try (EmbeddedServer server = EmbeddedServer.start(folder)) {
          table.add(
              kind.word(),
              program(
                  List.of(),
                  "creates",
                  kind.word(),
                  server.kubeconfig().toString(),
                  Integer.toString(RATE),
                  Integer.toString(SECONDS)));
        }
      }
    }
    table.print();
  }

  private void informers() throws IOException {
    try (ControlPlane controlPlane = realControlPlane()) {
      Table table = new Table("informers");
      for (int turn = 0; turn < turns; turn++) {
        for (ClientKind kind : List.of(ClientKind.TRANSPORT, ClientKind.DSL, ClientKind.STOCK)) {
          int n = kind == ClientKind.STOCK ? STOCK_INFORMERS : INFORMERS;
          table.add(
              kind.word() + " " + n,
              program(
                  List.of(),
                  "informers",
                  kind.word(),
                  controlPlane.kubeconfig().toString(),
                  Integer.toString(n)));
        }
      }
      table.print();
    }
  }

  private void list() throws IOException {
    try (EmbeddedServer server = EmbeddedServer.start(folder)) {
      String kubeconfig = server.kubeconfig().toString();
      program(List.of(), "fill", "-", kubeconfig);
      Table table = new Table("reads beside a list");
      for (int turn = 0; turn < turns; turn++) {
        for (String lister : List.of("none", "transport", "dsl")) {
          table.add(lister, program(List.of(), "list", lister, kubeconfig));
        }
      }
      table.print();
    }
  }

  private ControlPlane realControlPlane() throws IOException {
    return ControlPlane.start(
        ControlPlaneOptions.in(Files.createTempDirectory(folder, "cp")).withStopAtExit(),
        BuildListener.silent());
  }

  /** Runs a measured process to its end; returns what it told, its CPU and its memory. */
  private Map<String, Double> program(List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:cds*=off"));
    command.addAll(
        List.of("-Dio.netty.leakDetection.level=disabled", "-Dio.netty.jfr.enabled=false"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(arguments[1]), ClientProgram.class.getName()));
    command.addAll(Arrays.asList(arguments));
    try (ToolProcess process = ToolProcess.command(command.toArray(String[]::new)).start()) {
      int status = process.awaitExit(LIMIT);
      if (status != 0) {
        throw new IllegalStateException(
            String.join(" ", arguments) + " exited " + status + ": " + process.stderr());
      }
      Map<String, Double> told = new LinkedHashMap<>();
      for (String line : process.stdout().split("\n")) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          told.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
        }
      }
      ResourceUse use = process.resourceUse();
      told.put("process CPU s", use.cpu().toMillis() / 1e3);
      told.put("resident MB", (double) (use.mostResidentBytes() >> 20));
      return told;
    }
  }

  /** The stock client's HTTP client is found by being on the class path, and by nothing else. */
  private static String classPath(String kind) {
    Path target = Repository.root().resolve("bench").resolve("target");
    String jar = target.resolve("bench.jar").toString();
    if (!kind.equals(ClientKind.STOCK.word())) {
      return jar;
    }
    File[] stock = target.resolve("stock").toFile().listFiles((dir, name) -> name.endsWith(".jar"));
    if (stock == null) {
      throw new IllegalStateException("bench/target/stock: not there; build bench with Maven");
    }
    return jar
        + File.pathSeparator
        + Arrays.stream(stock)
            .sorted()
            .map(File::toString)
            .collect(Collectors.joining(File.pathSeparator));
  }

  /** What was measured of each kind, turn by turn. */
  private static final class Table {
    private final String title;
    private final Map<String, List<Map<String, Double>>> rows = new LinkedHashMap<>();

    Table(String title) {
      this.title = title;
    }

    void add(String row, Map<String, Double> told) {
      rows.computeIfAbsent(row, key -> new ArrayList<>()).add(told);
      System.out.println(title + ": " + row + " " + told);
    }

    void print() throws IOException {
      System.out.printf(
          Locale.ROOT,
          "%n%s: medians (least to most), load average %s%n%n",
          title,
          Files.readString(Path.of("/proc/loadavg")).strip());
      List<String> figures = List.copyOf(rows.values().iterator().next().get(0).keySet());
      System.out.println("| | " + String.join(" | ", figures) + " |");
      System.out.println("|---".repeat(figures.size() + 1) + "|");
      rows.forEach(
          (row, turns) ->
              System.out.println(
                  "| "
                      + row
                      + " | "
                      + figures.stream()
                          .map(figure -> spread(turns, figure))
                          .collect(Collectors.joining(" | "))
                      + " |"));
    }

    private static String spread(List<Map<String, Double>> turns, String figure) {
      double[] values = turns.stream().mapToDouble(told -> told.get(figure)).sorted().toArray();
      return text(values[values.length / 2])
          + " ("
          + text(values[0])
          + " to "
          + text(values[values.length - 1])
          + ")";
    }

    /** Three digits, and all of those before the point. */
    private static String text(double value) {
      int decimals = value == Math.rint(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
      return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
  }
}
