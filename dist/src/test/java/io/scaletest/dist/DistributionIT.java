package io.scaletest.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive, unpacked elsewhere: without Maven, sources or home, on the Javas it is made for. */
class DistributionIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;
  private static final int OBJECTS = 40;
  private static final String LIST_LINE = " {2}[a-z].*";

  /** What a program with fabric8's client has, of the libraries that are here. */
  private static final Pattern CLIENT_JAR =
      Pattern.compile(
          "(kubernetes-(client|model)|zjsonpatch|jackson|slf4j|snakeyaml|logback).*\\.jar");

  @TempDir private static Path unpacked;
  private static Distribution distribution;

  @TempDir private Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    distribution = Distribution.unpackedBelow(unpacked);
  }

  @Test
  void theToolsAreAllThatUsersHave() throws IOException {
    var ofSources = new TreeSet<String>();
    try (Stream<Path> folders = Files.list(Repository.root())) {
      for (Path module : folders.toList()) {
        Path pom = module.resolve("pom.xml");
        if (Files.exists(pom) && Files.readString(pom).contains("<tool.main.class>")) {
          ofSources.add(module.getFileName().toString());
        }
      }
    }
    ofSources.remove("bench"); // measures a working copy

    assertThat(tools()).containsExactlyInAnyOrderElementsOf(ofSources);
    try (ToolProcess launcher = distribution.tool(Jdk.home(17), "help").start()) {
      assertThat(launcher.awaitExit(LIMIT)).isZero();
      assertThat(launcher.stdout().lines().filter(line -> line.matches(LIST_LINE)))
          .map(line -> line.trim().split(" ")[0])
          .containsExactlyInAnyOrderElementsOf(ofSources);
    }
  }

  @Test
  void aLibraryIsThereOnceAndSharedByTheToolsThatNameIt() throws IOException {
    var named = new TreeSet<String>();
    for (String tool : tools()) {
      Path jar = distribution.root().resolve("tools").resolve(tool + ".jar");
      try (JarFile opened = new JarFile(jar.toFile())) {
        String classPath = opened.getManifest().getMainAttributes().getValue("Class-Path");
        assertThat(classPath).as(tool + ", tool.class.path in its pom.xml").isNotNull();
        Arrays.stream(classPath.split(" ")).map(entry -> "tools/" + entry).forEach(named::add);
        assertThat(opened.stream().map(Object::toString))
            .as("libraries inside " + tool)
            .noneMatch(name -> name.startsWith("io/netty/") || name.startsWith("picocli/"));
      }
    }

    List<String> there;
    try (Stream<Path> files = Files.list(distribution.root().resolve("lib"))) {
      there = files.map(file -> "tools/../lib/" + file.getFileName()).toList();
    }
    assertThat(there).containsExactlyInAnyOrderElementsOf(named);
    assertThat(there)
        .map(file -> file.replaceFirst("-\\d[\\d.]*(\\.Final)?(?=[-.])", ""))
        .as("without their versions")
        .doesNotHaveDuplicates();
  }

  @Test
  void theLicenceOfEachLibraryOfOthersIsListed() throws IOException {
    String licences = Files.readString(distribution.root().resolve("THIRD-PARTY.txt"));
    try (Stream<Path> files = Files.list(distribution.root().resolve("lib"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        String artifact = name.replaceFirst("-\\d.*", "");
        if (!artifact.startsWith("scaletest-")) {
          assertThat(licences).containsPattern("\\(.+\\) .*:" + artifact + ":[^ ]* - ");
        }
      }
    }
    assertThat(licences).doesNotContainIgnoringCase("unknown license");
    assertThat(distribution.root().resolve("LICENSE")).isNotEmptyFile();
    assertThat(distribution.root().resolve("deploy/hollow-node/kustomization.yaml")).exists();
    assertThat(distribution.root().resolve("docs/measurement.md")).exists();
    assertThat(distribution.root().resolve("control-plane/go/go.sum")).exists();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void everyToolStarts(int java) throws IOException {
    Path jdk = Jdk.home(java);
    List<String> options = java == 17 ? List.of("-help", "--version") : List.of("-help");
    for (String tool : tools()) {
      for (String option : options) {
        try (ToolProcess process = distribution.tool(jdk, tool, option).start()) {
          assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
          assertThat(process.stdout())
              .startsWith(option.equals("--version") ? tool + " " : "Usage: " + tool);
          assertThat(process.stderr()).as("warnings of Java " + java).isEmpty();
        }
      }
    }
    assertThat(distribution.home()).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void driversAndLoggersDoTheirWork(int java) throws IOException {
    Path jdk = Jdk.home(java);
    try (ToolProcess server = startServer(jdk);
        ToolProcess cmLogger = startLogger(jdk, "cm-logger", "-data-filname");
        ToolProcess flunderLogger = startLogger(jdk, "flunder-logger", "-data-filname");
        ToolProcess logger = startLogger(jdk, "logger", "-kind", "leases", "-data-filname");
        ToolProcess watch = startLogger(jdk, "flunder-watch", "-watchers", "2", "-datafile")) {
      List<ToolProcess> loggers = List.of(cmLogger, flunderLogger, logger, watch);
      loggers.forEach(each -> each.awaitOutput("; watching|has an open watch", LIMIT));

      drive(jdk, "cmdriver", "-lambda=40", "-maxpop=5", "-metricport=0", "-waitBeforeTerminate=0");
      drive(
          jdk,
          "flunder-driver",
          "-lambda=40",
          "-maxpop=5",
          "-metricport=0",
          "-waitBeforeTerminate=0");
      drive(jdk, "driver", "-kind=leases", "-lambda=40", "-maxpop=5");
      drive(jdk, "cmdriver-closed", "-conns", "1");
      assertThat(runs(jdk, "gc", "-kubeconfig", "kubeconfig", "--all")).contains("no objects");
      assertThat(measuredList(jdk)).contains("list configmaps");

      for (ToolProcess each : loggers) {
        each.signal("INT");
        assertThat(each.awaitExit(LIMIT)).as(each.stderr()).isEqualTo(INTERRUPTED);
      }
      for (String tool : List.of("cm-logger", "flunder-logger", "logger")) {
        assertThat(notifications(tool)).as(tool).isGreaterThanOrEqualTo(2 * OBJECTS);
      }
      assertThat(rows("flunder-watch"))
          .as("a head and a row for each watcher, of as many events")
          .hasSize(3)
          .last()
          .asString()
          .startsWith("2,")
          .contains("," + 2 * OBJECTS + "," + OBJECTS + ",");
      assertThat(server.isAlive()).isTrue();
    }
  }

  /** Adds, updates and deletes; a logger that is behind has several in a row. */
  private int notifications(String tool) throws IOException {
    return rows(tool).stream()
        .map(row -> row.split(","))
        .mapToInt(
            row -> Integer.parseInt(row[4]) + Integer.parseInt(row[5]) + Integer.parseInt(row[6]))
        .sum();
  }

  private ToolProcess startServer(Path jdk) {
    ToolProcess server =
        distribution
            .tool(jdk, "embedded-apiserver", "-kubeconfig-out", "kubeconfig")
            .directory(folder)
            .start();
    server.awaitOutput(text -> Files.exists(folder.resolve("kubeconfig")), LIMIT);
    return server;
  }

  /** Starts it with these options, of which the last is that of its rows. */
  private ToolProcess startLogger(Path jdk, String tool, String... options) {
    return distribution
        .tool(jdk, tool, "-kubeconfig", "kubeconfig", "-v", "2")
        .arguments(options)
        .arguments(tool + ".csv")
        .directory(folder)
        .start();
  }

  private void drive(Path jdk, String tool, String... load) throws IOException {
    try (ToolProcess driver =
        distribution
            .tool(jdk, tool, "-kubeconfig", "kubeconfig")
            .arguments("-datafile", tool + ".csv", "-n", Integer.toString(OBJECTS))
            .arguments(load)
            .directory(folder)
            .start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
    assertThat(rows(tool))
        .as("a create and a delete of each object, without an error")
        .hasSizeGreaterThanOrEqualTo(2 * OBJECTS)
        .allMatch(row -> row.endsWith(",\"\""));
  }

  /** The program has fabric8's client of the distribution, and none of our libraries. */
  private String measuredList(Path jdk) throws IOException {
    String classPath;
    try (Stream<Path> files = Files.list(distribution.root().resolve("lib"))) {
      classPath =
          Stream.concat(
                  files.filter(file -> CLIENT_JAR.matcher(file.getFileName().toString()).matches()),
                  Stream.of(Path.of("target/test-classes").toAbsolutePath()))
              .map(Path::toString)
              .collect(Collectors.joining(":"));
    }
    try (ToolProcess measure =
        distribution
            .tool(jdk, "measure", "--")
            .arguments(jdk.resolve("bin/java").toString(), "-cp", classPath)
            .arguments(ListConfigMaps.class.getName())
            .environment("KUBECONFIG", "kubeconfig")
            .directory(folder)
            .start()) {
      assertThat(measure.awaitExit(LIMIT)).as(measure.stderr()).isZero();
      return measure.stderr();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void quickstartAndHttperfDoTheirWork(int java) {
    Path jdk = Jdk.home(java);
    assertThat(runs(jdk, "quickstart", "-duration", "1s", "-maxpop", "20"))
        .contains("they agree", "no process and no object left");

    try (ToolProcess server =
        distribution
            .tool(jdk, "httperf", "-listen", "127.0.0.1:0", "--no-keylog")
            .directory(folder)
            .start()) {
      server.awaitOutput("Listening on port \\d+", LIMIT);
      String url =
          "https://127.0.0.1:"
              + server.stderr().replaceFirst("(?s).*Listening on port (\\d+).*", "$1");
      assertThat(
              runs(
                  jdk,
                  "httperf",
                  "--client-only",
                  "--no-keylog",
                  "-base-url",
                  url,
                  "-blocks-per-request",
                  "3",
                  "--requests",
                  "2"))
          .contains("2 client requests");
    }
  }

  @Test
  void aControlPlaneIsBuiltAndRuns() {
    Path jdk = Jdk.home(25);
    var up = new String[] {"up", "--data-dir", "cluster", "--without", "sample-apiserver"};
    try {
      assertThat(runs(jdk, "control-plane", up)).contains("export KUBECONFIG=");
      assertHollowNodesAreReady(jdk, "cluster/admin.kubeconfig");
    } finally {
      runs(jdk, "control-plane", "down", "--data-dir", "cluster");
    }
  }

  @Test
  void hollowNodesRunOnTheEmbeddedServer() {
    Path jdk = Jdk.home(17);
    try (ToolProcess server = startServer(jdk)) {
      assertHollowNodesAreReady(jdk, "kubeconfig");
      assertThat(server.isAlive()).isTrue();
    }
  }

  private void assertHollowNodesAreReady(Path jdk, String kubeconfig) {
    try (ToolProcess nodes =
        distribution
            .tool(jdk, "hollow-node", "--kubeconfig=" + kubeconfig, "--morph=both", "--nodes=3")
            .arguments("--deregister")
            .environment("SCALETEST_PROGRESS_MS", "500")
            .directory(folder)
            .start()) {
      nodes.awaitOutput("3/3 ready", LIMIT);
      nodes.signal("TERM");
      assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(TERMINATED);
      assertThat(nodes.stdout()).contains("3 of 3 ready");
    }
  }

  /** Runs a tool to its good end; returns what it said. */
  private String runs(Path jdk, String tool, String... options) {
    try (ToolProcess process = distribution.tool(jdk, tool, options).directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(tool + ": " + process.stderr()).isZero();
      return process.stdout() + process.stderr();
    }
  }

  private List<String> rows(String tool) throws IOException {
    return Files.readAllLines(folder.resolve(tool + ".csv"));
  }

  private static List<String> tools() throws IOException {
    try (Stream<Path> files = Files.list(distribution.root().resolve("tools"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .map(name -> name.substring(0, name.length() - ".jar".length()))
          .sorted()
          .toList();
    }
  }
}
