package io.scaletest.quickstart;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.ChildProcess;
import io.scaletest.common.process.DeadMansSwitch;
import io.scaletest.common.process.Launcher;
import io.scaletest.common.text.Figures;
import io.scaletest.embedded.server.EmbeddedApiServer;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.kube.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One quickstart, step by step, and its clean-up after whichever step was the last. */
final class QuickstartRun {
  /** How long the logger may take to have its first list. */
  private static final Duration LOGGER_START_LIMIT = Duration.ofMinutes(2);

  /** How long after the driver's end the last notification may come, and be written. */
  private static final Duration LAST_NOTIFICATION_LIMIT = Duration.ofSeconds(15);

  /** How long the driver may take beside twice the planned time and an object's life. */
  private static final Duration DRIVER_SLACK = Duration.ofMinutes(2);

  /** The first time, Go builds the control plane: 7 minutes on two cores. */
  private static final Duration CONTROL_PLANE_LIMIT = Duration.ofHours(1);

  private static final Duration CONTROL_PLANE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration DRIVER_PATIENCE = Duration.ofSeconds(45);
  private static final Duration LOGGER_PATIENCE = Duration.ofSeconds(15);

  /** Of all that a run makes and that does not go by itself. */
  private static final String KINDS =
      "configmaps,nodes,leases.coordination.k8s.io,csinodes.storage.k8s.io";

  /** Beside 20 ms for each node. */
  private static final Duration NODES_READY_LIMIT = Duration.ofMinutes(5);

  private static final long NODE_READY_LIMIT_MS = 20;

  /** More than the two minutes that hollow-node gives itself to delete its nodes. */
  private static final Duration NODES_PATIENCE = Duration.ofSeconds(150);

  /** Of hollow-node's progress once all its nodes are Ready. */
  private static final Pattern ALL_READY = Pattern.compile("  (\\S+)/\\1 ready");

  private static final int ENDED_BY_SIGTERM = 143;

  private static final Duration REPORT_PATIENCE = Duration.ofSeconds(5);

  /** A second's work, after the start of a JVM; a busy machine takes longer. */
  private static final Duration REPORT_LIMIT = Duration.ofMinutes(2);

  /** Written: objectives met; one broken; a run that does not count. */
  private static final List<Integer> REPORT_STATUSES = List.of(0, 1, 3);

  private static final Duration UNDO_LIMIT = Duration.ofMinutes(2);

  /** Exit status of {@code control-plane down} where nothing runs, as after a failed start. */
  private static final int NOT_RUNNING = 3;

  /** A line of the driver's progress, without its name and time. */
  private static final Pattern DRIVER_PROGRESS = Pattern.compile("cmdriver {2}.*? s {2}(.*)");

  private static final String NODES_SUMMARY = "hollow-node.summary.json";
  private static final double MS_PER_S = 1_000;

  private final QuickstartPlan plan;
  private final Launcher launcher;
  private final LongPredicate pauseMs;
  private final PrintStream out;
  private final Steps steps;
  private final Ticker ticker;
  private volatile boolean nodesReady;
  private boolean firstNumbersShown; // by the one thread that reads the driver's output

  /**
   * @param pauseMs waits for as many milliseconds; false as soon as the user wants to stop
   */
  QuickstartRun(
      QuickstartPlan plan,
      Launcher launcher,
      LongPredicate pauseMs,
      PrintStream out,
      Steps steps,
      Ticker ticker) {
    this.plan = plan;
    this.launcher = launcher;
    this.pauseMs = pauseMs;
    this.out = out;
    this.steps = steps;
    this.ticker = ticker;
  }

  /** Runs all steps and cleans up; returns OK, FAILED, or INTERRUPTED where the user stopped it. */
  ExitStatus run() throws IOException {
    makeFolder();
    out.printf(
        Locale.ROOT,
        "run %s%s%n%d ConfigMaps: %s created a second, about %d exist at any time%n%n",
        plan.runId(),
        plan.embedded() ? " on the embedded API server" : "",
        plan.objects(),
        number(plan.ratePerSecond()),
        plan.maxPopulation());
    ExitStatus status = CommonExit.OK;
    var failures = new ArrayList<String>();
    try (var deadMansSwitch = DeadMansSwitch.arm()) {
      var children = new Children(plan, launcher, deadMansSwitch, pauseMs, steps, ticker);
      try {
        runSteps(children);
      } catch (StoppedException e) {
        steps.end("stopped");
        status = CommonExit.INTERRUPTED;
      } catch (StepFailedException | ConfigurationException | IOException e) {
        steps.end("failed");
        failures.add(e.getMessage());
      } finally {
        steps.begin("clean-up");
        List<String> left = children.endAll();
        steps.end(left.isEmpty() ? "no process and no object left" : "not complete");
        failures.addAll(left);
      }
      deadMansSwitch.disarm();
    }
    failures.forEach(failure -> out.println("failed: " + failure));
    if (plan.embedded()) {
      out.println();
      out.println("This was the embedded API server, in memory: it shows what the tools can do,");
      out.println("not what Kubernetes can. With --real they run on a real kube-apiserver.");
    }
    return failures.isEmpty() ? status : QuickstartExit.FAILED;
  }

  private void makeFolder() {
    try {
      Files.createDirectories(plan.folder());
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT,
          "output-dir: cannot be made: " + plan.folder() + ": " + IoReason.of(e),
          e);
    }
  }

  private void runSteps(Children children)
      throws StoppedException, StepFailedException, ConfigurationException, IOException {
    Path kubeconfig = cluster(children);
    Optional<ChildProcess> nodes = startNodes(children, kubeconfig);
    ChildProcess logger = startLogger(children, kubeconfig);
    runDriver(children, kubeconfig);
    var driverRows = SeenObjects.ofDriver(plan.file("driver.csv"), plan.runId().value());
    var loggerRows = SeenObjects.ofLogger(plan.file("logger.csv"), plan.runId().value());
    awaitLastNotification(children, logger, driverRows, loggerRows);
    if (nodes.isPresent()) {
      endNodes(children, nodes.get());
    }
    makePage(children);
    report(driverRows, loggerRows);
  }

  private Path cluster(Children children)
      throws StoppedException, StepFailedException, ConfigurationException, IOException {
    if (plan.kubeconfig().isPresent()) {
      return useCluster(children);
    }
    return plan.real() ? startControlPlane(children) : startEmbeddedServer(children);
  }

  /** In this process: it is there in a fraction of a second, and gone with the process. */
  private Path startEmbeddedServer(Children children) throws IOException {
    steps.begin("embedded");
    Path folder = Files.createTempDirectory("scaletest-quickstart-");
    children.removeInTheEnd(folder, UNDO_LIMIT);
    EmbeddedApiServer server = EmbeddedApiServer.start(ServerSettings.defaults());
    children.undoInTheEnd("embedded API server", server::close);
    Path kubeconfig = folder.resolve("admin.kubeconfig");
    PrivateFile.write(kubeconfig, server.kubeconfig().toYaml());
    steps.end("an API server in memory, " + server.url());
    return kubeconfig;
  }

  private Path useCluster(Children children) throws StepFailedException, ConfigurationException {
    Path kubeconfig = plan.kubeconfig().orElseThrow().toAbsolutePath();
    steps.begin("your cluster");
    String found = TargetNamespace.ensure(kubeconfig, plan.context(), plan.runId().value());
    children.runInTheEnd(
        "objects",
        "gc",
        withCluster(kubeconfig, "--runid", plan.runId().value(), "--kinds", KINDS),
        UNDO_LIMIT,
        List.of(0));
    steps.end(found);
    return kubeconfig;
  }

  private Path startControlPlane(Children children)
      throws StoppedException, StepFailedException, IOException {
    steps.begin("control plane");
    Path data = Files.createTempDirectory("scaletest-quickstart-");
    children.removeInTheEnd(data, UNDO_LIMIT);
    children.runInTheEnd(
        "control plane",
        "control-plane",
        List.of("down", "--data-dir", data.toString()),
        UNDO_LIMIT,
        List.of(0, NOT_RUNNING));
    ChildProcess up =
        children.start(
            "control-plane",
            List.of("up", "--data-dir", data.toString()),
            CONTROL_PLANE_PATIENCE,
            line -> steps.status(line.replaceFirst("^control-plane: ", "")));
    children.awaitSuccess(up, CONTROL_PLANE_LIMIT);
    steps.end("a real kube-apiserver, in " + data);
    return data.resolve("admin.kubeconfig");
  }

  private Optional<ChildProcess> startNodes(Children children, Path kubeconfig)
      throws StoppedException, StepFailedException, IOException {
    if (plan.nodes() == 0) {
      return Optional.empty();
    }
    steps.begin("hollow-node");
    List<String> options =
        withCluster(
            kubeconfig,
            "--runid",
            plan.runId().value(),
            "--morph",
            "kubelet",
            "--nodes",
            Integer.toString(plan.nodes()),
            "--name-pattern",
            "hollow-" + plan.runId() + "-%05d",
            "--summary",
            plan.fileName(NODES_SUMMARY),
            "--deregister");
    ChildProcess nodes =
        children.start("hollow-node", options, NODES_PATIENCE, this::showNodesProgress);
    children.await(
        () -> nodesReady,
        nodes,
        NODES_READY_LIMIT.plusMillis(NODE_READY_LIMIT_MS * plan.nodes()),
        "has not all nodes Ready");
    steps.end(Figures.count(plan.nodes(), "hollow node", "hollow nodes") + " Ready");
    return Optional.of(nodes);
  }

  private void showNodesProgress(String line) {
    if (ALL_READY.matcher(line).find()) {
      nodesReady = true;
    } else {
      steps.status(line.replaceFirst("^hollow-node  ", ""));
    }
  }

  /** Has them deleted now: their figures belong on the page. */
  private void endNodes(Children children, ChildProcess nodes)
      throws StoppedException, StepFailedException {
    steps.begin("hollow-node");
    nodes.close();
    children.awaitEnd(nodes, NODES_PATIENCE, List.of(ENDED_BY_SIGTERM));
    steps.end("deleted its nodes");
  }

  private ChildProcess startLogger(Children children, Path kubeconfig)
      throws StoppedException, StepFailedException, IOException {
    steps.begin("cm-logger");
    Path rows = plan.file("logger.csv");
    ChildProcess logger =
        children.start(
            "cm-logger",
            withCluster(
                kubeconfig, "-data-filname", plan.fileName("logger.csv"), "-metricport", "0"),
            LOGGER_PATIENCE,
            line -> {});
    // Every cluster has ConfigMaps of its own. Once the first of them is a row, the logger has its
    // beginning of the list or watch, and follows from there: nothing of the run can be missed.
    children.await(
        () -> rows.toFile().length() > 0, logger, LOGGER_START_LIMIT, "has listed no ConfigMap");
    steps.end("watches ConfigMaps");
    return logger;
  }

  private void runDriver(Children children, Path kubeconfig)
      throws StoppedException, StepFailedException, IOException {
    steps.begin("cmdriver");
    List<String> options =
        withCluster(
            kubeconfig,
            "-runid",
            plan.runId().value(),
            "-lambda",
            number(plan.ratePerSecond()),
            "-n",
            Long.toString(plan.objects()),
            "-maxpop",
            Integer.toString(plan.maxPopulation()),
            "-datafile",
            plan.fileName("driver.csv"),
            "-metricport",
            "0",
            "-waitBeforeTerminate",
            "0");
    ChildProcess driver =
        children.start("cmdriver", options, DRIVER_PATIENCE, this::showDriverProgress);
    long lifeMs = Math.round(plan.maxPopulation() / plan.ratePerSecond() * MS_PER_S);
    children.awaitSuccess(
        driver, plan.duration().multipliedBy(2).plusMillis(lifeMs).plus(DRIVER_SLACK));
    steps.end("created and deleted " + plan.objects() + " ConfigMaps");
  }

  private void showDriverProgress(String line) {
    Matcher progress = DRIVER_PROGRESS.matcher(line);
    if (progress.matches() && firstNumbersShown) {
      steps.status(progress.group(1));
    } else if (progress.matches()) {
      firstNumbersShown = true;
      steps.tellAtOnce(progress.group(1));
    }
  }

  private void awaitLastNotification(
      Children children, ChildProcess logger, SeenObjects driverRows, SeenObjects loggerRows)
      throws StoppedException, IOException {
    steps.begin("cm-logger");
    driverRows.update();
    loggerRows.update();
    long beganNs = ticker.nanos();
    while (!loggerRows.hasAllDeletesOf(driverRows)
        && ticker.nanos() - beganNs < LAST_NOTIFICATION_LIMIT.toNanos()) {
      children.pause();
      loggerRows.update();
    }
    logger.close(); // writes its summary when it ends
    loggerRows.update();
    steps.end(
        loggerRows.hasAllDeletesOf(driverRows)
            ? "saw the last delete"
            : "did not see every delete within " + LAST_NOTIFICATION_LIMIT.toSeconds() + " s");
  }

  /** What the page says of the run, as that it does not count, is no failure of this one. */
  private void makePage(Children children)
      throws StoppedException, StepFailedException, IOException {
    steps.begin("report");
    var options = new ArrayList<>(List.of("-html", plan.fileName(QuickstartPlan.PAGE)));
    if (plan.nodes() > 0) {
      options.add(plan.fileName(NODES_SUMMARY));
    }
    Stream.of(
            "driver.csv",
            "driver.parms",
            "driver.hlog",
            "driver.summary.json",
            "logger.csv",
            "logger.hlog",
            "logger.summary.json")
        .map(plan::fileName)
        .forEach(options::add);
    ChildProcess report = children.start("report", options, REPORT_PATIENCE, line -> {});
    children.awaitEnd(report, REPORT_LIMIT, REPORT_STATUSES);
    steps.end("all of it on one page, with plots");
  }

  private void report(SeenObjects driverRows, SeenObjects loggerRows)
      throws IOException, StepFailedException {
    ToolSummary driver = ToolSummary.read(plan.file("driver.summary.json"));
    ToolSummary logger = ToolSummary.read(plan.file("logger.summary.json"));
    var parts = new LinkedHashMap<String, ToolSummary>();
    parts.put("driver", driver);
    parts.put("logger", logger);
    if (plan.nodes() > 0) {
      parts.put("nodes", ToolSummary.read(plan.file(NODES_SUMMARY)));
    }
    out.println();
    Report.latencies(driver, logger).forEach(out::println);
    Optional.ofNullable(parts.get("nodes"))
        .ifPresent(nodes -> Report.latencies(nodes).forEach(out::println));
    out.println();
    Report.verdict(parts).forEach(out::println);
    Report.agreement(driverRows, loggerRows).forEach(out::println);
    Report.files(plan).forEach(out::println);
    out.println();
    if (!Report.agree(driverRows, loggerRows)) {
      throw new StepFailedException("driver and logger do not agree");
    }
  }

  private List<String> withCluster(Path kubeconfig, String... options) {
    var all = new ArrayList<>(List.of("-kubeconfig", kubeconfig.toString()));
    if (!plan.context().isEmpty()) {
      all.addAll(List.of("-context", plan.context()));
    }
    all.addAll(List.of(options));
    return List.copyOf(all);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
