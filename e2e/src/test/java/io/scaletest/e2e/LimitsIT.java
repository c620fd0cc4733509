package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the system may refuse to a tool: a folder that cannot be written to, a disk without room,
 * descriptors, a locale. Each tool says what it lacks in its last line, with a status of its own.
 */
class LimitsIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int USAGE = 2;
  private static final int LACKING = 71;
  private static final int OUTPUT = 74;

  private static final String READ_ONLY = "Read-only file system";

  /** So many JVMs at once are enough for a small machine. */
  private static final int AT_ONCE = 4;

  private static EmbeddedCluster cluster;

  @TempDir private Path folder;

  /**
   * A tool and how it is to end.
   *
   * @param lastLine what its last line is to contain
   */
  private record Row(int status, String lastLine, ToolProcess.Builder command) {
    static Row of(int status, String lastLine, String tool, String... arguments) {
      return new Row(status, lastLine, ToolProcess.jar(tool, arguments));
    }
  }

  @BeforeAll
  static void startServer() {
    cluster = EmbeddedCluster.start(ServerSettings.defaults());
  }

  @AfterAll
  static void stopServer() {
    cluster.close();
  }

  private static String kubeconfig() {
    return "-kubeconfig=" + cluster.kubeconfig();
  }

  /** Runs them, some at a time. */
  private void check(List<Row> rows, Path directory, List<String> through) {
    SoftAssertions all = new SoftAssertions();
    for (int from = 0; from < rows.size(); from += AT_ONCE) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
      List<ToolProcess> running = new ArrayList<>();
      try {
        some.forEach(
            row ->
                running.add(
                    row.command()
                        .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m")
                        .directory(directory)
                        .through(through)
                        .start()));
        for (int i = 0; i < some.size(); i++) {
          ToolProcess tool = running.get(i);
          all.assertThat(tool.awaitExit(LIMIT)).as(tool.stderr()).isEqualTo(some.get(i).status());
          all.assertThat(tool.stderr().lines().reduce("", (before, line) -> line))
              .as(tool.stderr())
              .contains(some.get(i).lastLine())
              .doesNotContain("Exception", "internal error");
        }
      } finally {
        running.forEach(ToolProcess::close);
      }
    }
    all.assertAll();
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNamedBeforeAnythingIsDone() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("ro"), "ro")) {
      check(onReadOnlyDisk(), disk.folder(), List.of());
    }
    assertThat(cluster.configMaps("scaletest", "purpose=scaletest")).isEmpty();
  }

  private List<Row> onReadOnlyDisk() {
    return List.of(
        Row.of(
            10,
            "r-driver.parms cannot be made: " + READ_ONLY,
            "cmdriver",
            kubeconfig(),
            "-metricport=0",
            "-runid=r"),
        Row.of(
            10,
            "r-driver.parms cannot be made: " + READ_ONLY,
            "cmdriver-closed",
            kubeconfig(),
            "-conns=1",
            "-runid=r"),
        Row.of(
            10,
            "r-driver.parms cannot be made: " + READ_ONLY,
            "flunder-driver",
            kubeconfig(),
            "-runid=r"),
        unmakeableDataFile("cm-logger"),
        unmakeableDataFile("flunder-logger"),
        Row.of(
            USAGE,
            "data file x.csv cannot be made: " + READ_ONLY,
            "flunder-watch",
            kubeconfig(),
            "-datafile=x.csv"),
        Row.of(
            OUTPUT,
            "summary: must be in a folder that can be written to, got s.json",
            "hollow-node",
            kubeconfig(),
            "--morph=kubelet",
            "--summary=s.json"),
        Row.of(1, "cannot write k: " + READ_ONLY, "embedded-apiserver", "-kubeconfig-out=k"),
        Row.of(
            OUTPUT,
            "output-dir: cannot be made: out: " + READ_ONLY,
            "quickstart",
            "-output-dir=out"),
        Row.of(8, "cannot be used: " + READ_ONLY, "control-plane", "up", "--data-dir=cp"),
        Row.of(
            USAGE,
            "log_file: the log file cannot be made (" + READ_ONLY + "), got l",
            "gc",
            kubeconfig(),
            "--all",
            "-logtostderr=false",
            "-log_file=l"));
  }

  private Row unmakeableDataFile(String logger) {
    return Row.of(
        USAGE,
        "data file x.csv cannot be made: " + READ_ONLY,
        logger,
        kubeconfig(),
        "-metricport=0",
        "-data-filname=x.csv",
        "-strict");
  }

  @Test
  void aDiskWithoutRoomIsNamedWithTheFileThatIsCut() throws IOException {
    try (SmallDisk disk = SmallDisk.full(folder.resolve("full"))) {
      String why = "No space left on device";
      check(
          List.of(
              Row.of(
                  11,
                  "r-driver.parms cannot be completed: " + why,
                  "cmdriver",
                  kubeconfig(),
                  "-metricport=0",
                  "-runid=r"),
              Row.of(
                  11,
                  "r-driver.parms cannot be completed: " + why,
                  "cmdriver-closed",
                  kubeconfig(),
                  "-conns=1",
                  "-runid=r"),
              Row.of(
                  OUTPUT,
                  "x.hlog is cut after row 0: " + why,
                  "flunder-logger",
                  kubeconfig(),
                  "-metricport=0",
                  "-data-filname=x.csv"),
              Row.of(
                  OUTPUT,
                  "w.csv is cut after row 0: " + why,
                  "flunder-watch",
                  kubeconfig(),
                  "-datafile=w.csv",
                  "--stop-after=300ms",
                  "-keep-going"),
              Row.of(
                  OUTPUT,
                  "h.hlog is cut after row 0: " + why,
                  "httperf",
                  "-listen=127.0.0.1:0",
                  "--no-keylog",
                  "--results=h"),
              Row.of(
                  OUTPUT,
                  "summary s.json cannot be written: " + why,
                  "hollow-node",
                  kubeconfig(),
                  "--morph=kubelet",
                  "--summary=s.json",
                  "--duration=1ms"),
              Row.of(1, "cannot write k: " + why, "embedded-apiserver", "-kubeconfig-out=k"),
              Row.of(8, "cannot be written: " + why, "control-plane", "up", "--data-dir=cp")),
          disk.folder(),
          List.of());
      assertThat(disk.folder().resolve("k.new")).doesNotExist();
    }
  }

  @Test
  void standardOutputThatIsLostIsNoSuccess() {
    ToolProcess.Builder gc = ToolProcess.jar("gc", kubeconfig(), "--all");
    gc.through(List.of("bash", "-c", "exec \"$@\" >/dev/full", "full"));
    try (ToolProcess tool = gc.start()) {
      assertThat(tool.awaitExit(LIMIT)).isEqualTo(OUTPUT);
      assertThat(tool.stderr())
          .isEqualTo("gc: standard output cannot be written: No space left on device\n");
    }
  }

  @Test
  void tooFewDescriptorsAreToldAtTheStartWithTheWayOut() {
    String wayOut = "raise the limit (ulimit -n ";
    check(
        List.of(
            Row.of(LACKING, wayOut, "cmdriver", kubeconfig()),
            Row.of(LACKING, wayOut, "cmdriver-closed", kubeconfig(), "-conns=1"),
            Row.of(LACKING, wayOut, "flunder-driver", kubeconfig()),
            Row.of(LACKING, wayOut, "cm-logger", kubeconfig(), "-data-filname=c.csv"),
            Row.of(LACKING, wayOut, "flunder-logger", kubeconfig(), "-data-filname=f.csv"),
            Row.of(LACKING, wayOut, "flunder-watch", kubeconfig()),
            Row.of(LACKING, wayOut, "httperf", "-listen=127.0.0.1:0", "--no-keylog"),
            Row.of(LACKING, wayOut, "hollow-node", kubeconfig(), "--morph=kubelet", "--summary=")),
        folder,
        List.of("bash", "-c", "ulimit -n 24; exec \"$@\"", "limited"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutALocaleAPlainJvmSaysWhatItLacks() throws IOException {
    Path named = Files.createDirectory(folder.resolve("größe"));
    List<String> noLocale = List.of("env", "-u", "LANG", "-u", "LC_CTYPE", "LC_ALL=C");
    String wayOut = "; set LC_ALL=C.UTF-8";
    check(
        List.of(
            Row.of(USAGE, "working folder", "gc", kubeconfig(), "--all"),
            Row.of(0, "", "gc", "--version")),
        named,
        noLocale);
    check(
        List.of(
            Row.of(USAGE, wayOut, "cm-logger", kubeconfig(), "-data-filname=ä.csv"),
            Row.of(USAGE, wayOut, "embedded-apiserver", "-kubeconfig-out=ä")),
        folder,
        noLocale);
  }
}
