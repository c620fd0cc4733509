package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.process.Launcher;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.run.RunId;
import io.scaletest.testkit.clock.ManualTicker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class QuickstartRunTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private FakeTools tools;
  private final ManualTicker hurriedTicker = new ManualTicker();
  private Ticker ticker = Ticker.system();
  private String stopAt = "never";
  private boolean real = true;
  private int nodes;

  @BeforeEach
  void fakeTheTools() throws IOException {
    tools = FakeTools.in(folder);
  }

  @Test
  void startsTheToolsInOrderAndTakesEverythingDown() throws IOException {
    ExitStatus status = run();

    assertThat(status).as(text()).isEqualTo(CommonExit.OK);
    assertThat(tools.started())
        .extracting(line -> line.replaceAll("/\\S*/", ""))
        .containsExactly(
            "control-plane up --data-dir " + dataFolder(),
            "cm-logger -kubeconfig admin.kubeconfig -data-filname r-logger.csv -metricport 0",
            "cmdriver -kubeconfig admin.kubeconfig -runid r -lambda 10 -n 20 -maxpop 5"
                + " -datafile r-driver.csv -metricport 0 -waitBeforeTerminate 0",
            "report -html r-report.html r-driver.csv r-driver.parms r-driver.hlog"
                + " r-driver.summary.json r-logger.csv r-logger.hlog r-logger.summary.json",
            "control-plane down --data-dir " + dataFolder());
    assertThat(tools.running()).isEmpty();
    assertThat(text())
        .contains("they agree: the logger saw each create and delete once")
        .contains("look at   " + folder.resolve("results/r-report.html"))
        .contains("no process and no object left");
    assertThat(folder.resolve("results/r-report.html")).exists();
  }

  @Test
  void theFolderOfTheControlPlaneIsRemoved() throws IOException {
    run();

    String up = tools.started().get(0);
    assertThat(Path.of(up.substring(up.indexOf('/')))).doesNotExist();
  }

  @Test
  void withoutMoreTheServerIsTheEmbeddedOneAndFirstAndLastLineSaySo() throws IOException {
    real = false;

    ExitStatus status = run();

    assertThat(status).as(text()).isEqualTo(CommonExit.OK);
    assertThat(tools.started()).noneMatch(line -> line.startsWith("control-plane"));
    assertThat(text().lines().findFirst().orElseThrow()).endsWith(" on the embedded API server");
    assertThat(text())
        .contains("This was the embedded API server, in memory")
        .endsWith("With --real they run on a real kube-apiserver." + System.lineSeparator());
    assertThat(text().lines()).allMatch(line -> line.length() <= 79);
  }

  @Test
  void hollowNodesAreReadyBeforeAndGoneBeforeThePageIsMade() throws IOException {
    real = false;
    nodes = 3;

    ExitStatus status = run();

    assertThat(status).as(text()).isEqualTo(CommonExit.OK);
    assertThat(tools.started())
        .extracting(line -> line.replaceAll("/\\S*/", "").replaceAll(" -kubeconfig \\S*", ""))
        .startsWith(
            "hollow-node --runid r --morph kubelet --nodes 3 --name-pattern hollow-r-%05d"
                + " --summary r-hollow-node.summary.json --deregister")
        .last()
        .asString()
        .startsWith("report -html r-report.html r-hollow-node.summary.json r-driver.csv ");
    assertThat(tools.running()).isEmpty();
    assertThat(text())
        .contains("3 hollow nodes Ready")
        .contains("deleted its nodes")
        .contains("lease   lateness")
        .contains("driver VALID, logger VALID, nodes VALID");
    assertThat(text().lines()).allMatch(line -> line.length() <= 79);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail-hollow-node", "hang-hollow-node"})
  void nodesThatAreNotReadyAreAFailure(String behaviour) throws IOException {
    nodes = 3;
    tools.with(behaviour);
    ticker = hurriedTicker;

    assertThat(run()).isEqualTo(QuickstartExit.FAILED);
    assertThat(text()).contains("failed: hollow-node: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"control-plane", "cm-logger", "cmdriver", "report"})
  void aToolThatFailsIsNamedWithItsLastLinesAndNothingIsLeft(String tool) throws IOException {
    tools.with("fail-" + tool);

    ExitStatus status = run();

    assertThat(status).isEqualTo(QuickstartExit.FAILED);
    assertThat(text()).contains("failed: " + tool).contains(tool + ": does not feel like it");
    assertThat(tools.running()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"control-plane", "cm-logger", "cmdriver", "report"})
  void aStopWhileAToolIsUnderWayEndsItAndAllBefore(String tool) throws IOException {
    tools.with("hang-" + tool);
    stopAt = tool;

    ExitStatus status = run();

    assertThat(status).as(text()).isEqualTo(CommonExit.INTERRUPTED);
    assertThat(tools.running()).isEmpty();
  }

  @Test
  void missingNotificationsAreAFailureAndAreCounted() throws IOException {
    tools.with("forget-deletes");
    ticker = hurriedTicker;

    assertThat(run()).isEqualTo(QuickstartExit.FAILED);
    assertThat(text()).contains("missed by the logger 0 creates, 20 deletes");
  }

  private ExitStatus run() throws IOException {
    var out = new PrintStream(screen, true, StandardCharsets.UTF_8);
    var plan =
        new QuickstartPlan(
            new RunId("r"),
            10,
            Duration.ofSeconds(2),
            5,
            nodes,
            real,
            Optional.empty(),
            "",
            Files.createDirectories(folder.resolve("results")));
    return new QuickstartRun(
            plan,
            Launcher.script(tools.script()),
            this::pause,
            out,
            new Steps(new TerminalLine(out, false, OptionalInt.empty()), ticker),
            ticker)
        .run();
  }

  /** Waits, as the tool does, unless the tool to stop at is under way. */
  private boolean pause(long ms) {
    hurriedTicker.advance(Duration.ofSeconds(1));
    try {
      new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
      return !tools.running().contains(stopAt);
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String dataFolder() throws IOException {
    String up = tools.started().get(0);
    return up.substring(up.lastIndexOf('/') + 1);
  }

  private String text() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
