package io.scaletest.player.nodes;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.process.ChildProcess;
import io.scaletest.common.process.DeadMansSwitch;
import io.scaletest.common.process.FailureLine;
import io.scaletest.common.process.Launcher;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.player.watch.Population;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.player.workload.HollowNodes;
import io.scaletest.player.workload.Until;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.url.PercentEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hollow-node process of a run. It ends with this one, however that ends: in order, by {@link
 * #close}, or killed by a {@link DeadMansSwitch}; then its nodes are left, and {@code gc} finds
 * them by the run's ID. Used by one thread, which waits in every call; what {@link #onEnd} is told
 * comes on another.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final String TOOL = "hollow-node";
  private static final Duration CHECK_LIMIT = Duration.ofMinutes(3);

  /** More than the two minutes that it gives itself to delete its nodes. */
  private static final Duration END_LIMIT = Duration.ofSeconds(150);

  /** How it ends when it is told to. */
  private static final List<Integer> ENDED_IN_ORDER = List.of(0, 130, 143);

  private final HollowNodes nodes;
  private final String runId;
  private final DeadMansSwitch deadMansSwitch;
  private final ChildProcess process;
  private volatile boolean ending;

  private NodeProcess(
      HollowNodes nodes, String runId, DeadMansSwitch deadMansSwitch, ChildProcess process) {
    this.nodes = nodes;
    this.runId = runId;
    this.deadMansSwitch = deadMansSwitch;
    this.process = process;
  }

  /**
   * Has hollow-node check what it would be told, and starts it.
   *
   * @param serverOptions that have it use the run's API server
   * @throws ToolException a usage error with hollow-node's own line if it refuses the pools
   */
  public static NodeProcess start(
      HollowNodes nodes, String runId, List<String> serverOptions, Launcher launcher)
      throws InterruptedException {
    Path log = Path.of(runId + "-" + TOOL + ".log");
    try {
      List<String> options = new ArrayList<>(nodes.options());
      options.addAll(names(nodes, runId));
      DeadMansSwitch deadMansSwitch = DeadMansSwitch.arm();
      List<String> plan = new ArrayList<>(options);
      plan.add("--plan");
      try (ChildProcess check =
          start(launcher.command(TOOL, plan), CHECK_LIMIT, log, deadMansSwitch)) {
        requireRight(nodes, check);
      }
      options.addAll(serverOptions);
      options.addAll(List.of("--runid=" + runId, "--deregister"));
      ChildProcess process = start(launcher.command(TOOL, options), END_LIMIT, log, deadMansSwitch);
      return new NodeProcess(nodes, runId, deadMansSwitch, process);
    } catch (IOException e) {
      throw new ToolException(CommonExit.OUTPUT, TOOL + " cannot be started: " + IoReason.of(e), e);
    }
  }

  private static ChildProcess start(
      List<String> command, Duration patience, Path log, DeadMansSwitch deadMansSwitch)
      throws IOException {
    return ChildProcess.start(
        TOOL, command, Path.of("").toAbsolutePath(), patience, log, deadMansSwitch, line -> {});
  }

  private static void requireRight(HollowNodes nodes, ChildProcess check)
      throws InterruptedException {
    OptionalInt status = check.awaitExit(CHECK_LIMIT);
    check.awaitOutput();
    if (status.isEmpty() || status.getAsInt() != 0) {
      throw ToolException.usage(
          nodes.at().where() + ": " + nodes.at().path() + ": " + FailureLine.of(check.lastLines()));
    }
  }

  /**
   * Returns the options that say how many nodes there are, and what they are called: by names that
   * begin with the run's, so that two runs on one cluster have no node in common.
   */
  static List<String> names(HollowNodes nodes, String runId) throws IOException {
    String prefix = "--name-prefix=" + ScaletestNames.namePrefix(runId) + "-";
    if (nodes.changed().isPresent()) {
      Path pools = Path.of(runId + "-pools.yaml"); // JSON is YAML, too
      Files.writeString(pools, JsonWriter.text(nodes.changed().get()) + "\n");
      return List.of(prefix, "--pools=" + pools);
    }
    if (nodes.pools().isPresent()) {
      return List.of(prefix, "--pools=" + nodes.pools().get());
    }
    // A single node is not called by the pattern.
    return List.of(
        prefix, "--nodes=" + nodes.count(), "--name=hollow-00000", "--name-pattern=hollow-%05d");
  }

  /**
   * Waits until the API server calls all nodes Ready.
   *
   * @param giveUp tells that the run is to end
   * @param refused makes the failure of a run that cannot begin
   */
  public void awaitReady(
      WatchParts parts, BooleanSupplier giveUp, Function<String, ToolException> refused) {
    String selector =
        PercentEncoding.encoded(
            ScaletestNames.RUN_LABEL_KEY + "=" + ScaletestNames.runLabelValue(runId));
    Until.State ready = Until.condition("Ready");
    try (Population population =
        new Population(
            parts,
            new WatchTarget("/api/v1/nodes", "labelSelector=" + selector),
            ready::holds,
            nowNs -> {})) {
      population.start();
      new BoundedWait(Ticker.system())
          .until(
              Duration.ofNanos(nodes.readyNs()),
              () ->
                  population.soFar() >= nodes.count()
                      || process.exitStatus().isPresent()
                      || giveUp.getAsBoolean());
      if (population.soFar() < nodes.count() && !giveUp.getAsBoolean()) {
        throw refused.apply(notReady(population.soFar()));
      }
    }
    LOG.info("{} hollow nodes are Ready", Figures.count(nodes.count()));
  }

  private String notReady(int ready) {
    if (process.exitStatus().isPresent()) {
      return endedWith();
    }
    return Figures.count(ready)
        + " of "
        + Figures.count(nodes.count(), "hollow node", "hollow nodes")
        + " Ready after "
        + DurationText.span(nodes.readyNs())
        + " (log: "
        + process.logFile()
        + ")";
  }

  private String endedWith() {
    process.awaitOutput();
    return TOOL
        + " ended with status "
        + process.exitStatus().orElse(0)
        + ": "
        + FailureLine.of(process.lastLines())
        + " (log: "
        + process.logFile()
        + ")";
  }

  /** Returns what the nodes came to; to be called when the process has ended. */
  public NodesOutcome outcome() {
    return NodesOutcome.read(Path.of(runId + "-" + TOOL + ".summary.json"));
  }

  /** Has somebody told, once, of an end that was not asked for. */
  public void onEnd(Consumer<String> listener) {
    process.onEnd(
        () -> {
          if (!ending) {
            listener.accept(endedWith());
          }
        });
  }

  /**
   * Ends the process, which deletes its nodes. Idempotent.
   *
   * @throws ToolException if nodes may be left
   */
  public void end() {
    if (ending) {
      return;
    }
    ending = true;
    process.close();
    deadMansSwitch.disarm();
    OptionalInt status = process.exitStatus();
    Optional<String> trouble =
        status.isPresent() && ENDED_IN_ORDER.contains(status.getAsInt())
            ? Optional.empty()
            : Optional.of(status.isPresent() ? endedWith() : TOOL + " does not end");
    if (trouble.isPresent()) {
      throw new ToolException(
          DriverExit.OBJECTS_LEFT,
          trouble.get() + "; nodes may be left in the cluster: scaletest gc -runid " + runId);
    }
  }

  /** Ends it where a run could not begin; what is left is logged. */
  @Override
  public void close() {
    try {
      end();
    } catch (ToolException e) {
      LOG.error("{}", e.getMessage());
    }
    try {
      deadMansSwitch.close();
    } catch (IOException e) {
      LOG.warn("the clean-up process is gone: {}", IoReason.of(e));
    }
  }
}
