package io.scaletest.httperf;

import static io.scaletest.common.verdict.Verdict.Side.CLIENT;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.session.Session;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.httperf.client.BlockClient;
import io.scaletest.httperf.socket.Connections;
import io.scaletest.httperf.transfer.Throughput;
import io.scaletest.httperf.transfer.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of a run: the log of its periods while it lasts, and its summary. For one thread. */
final class RunReport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
  private static final String TOOL = "httperf";
  private static final double BYTES_PER_MB = 1e6;

  private final RunId runId;
  private final WallClock clock;
  private final FaultHandler faults;
  private final List<Played> roles = new ArrayList<>();
  private Optional<Path> summaryFile;
  private final Optional<Path> logFile;
  private final OutputFailure failure;
  private Optional<BlockClient> client = Optional.empty();
  private Optional<LatencyLog> log = Optional.empty();

  /** A role that this process plays. */
  private record Played(Transfer transfer, Connections connections, PeriodLog periods) {}

  /**
   * Begins a report.
   *
   * @param resultsPrefix what the paths of the files begin with, if there are to be any
   * @param failure called when the log cannot be written any more
   */
  RunReport(
      RunId runId,
      WallClock clock,
      Optional<String> resultsPrefix,
      OutputFailure failure,
      FaultHandler faults) {
    this.failure = failure;
    this.runId = runId;
    this.faults = faults;
    this.clock = clock;
    this.summaryFile = resultsPrefix.map(prefix -> Path.of(prefix + ".summary.json"));
    this.logFile = resultsPrefix.map(prefix -> Path.of(prefix + ".hlog"));
  }

  /** Adds the server. */
  void server(Transfer transfer, Connections connections) {
    roles.add(new Played(transfer, connections, new PeriodLog(transfer, connections, clock)));
  }

  /** Adds the client. */
  void client(Transfer transfer, BlockClient added) {
    roles.add(
        new Played(
            transfer, added.connections(), new PeriodLog(transfer, added.connections(), clock)));
    client = Optional.of(added);
  }

  /**
   * Begins the histogram log, if there is to be one. A folder that cannot be written to is no
   * reason not to measure: then there are no files.
   */
  void startLog() {
    try {
      log = logFile.map(this::createLog);
    } catch (ToolException e) {
      LOG.warn("No result files: {}", e.getMessage());
      summaryFile = Optional.empty();
    }
    log.ifPresent(
        opened -> {
          roles.forEach(role -> addSeries(opened, role.transfer()));
          client.ifPresent(
              from -> {
                opened.add(from.requestLateness(), "request sent minus intended");
                opened.add(from.responseTime(), "answer's last byte minus intended");
              });
          opened.startTicking();
        });
  }

  private LatencyLog createLog(Path path) {
    return LatencyLog.create(path, CommonExit.OUTPUT, TOOL, runId.value(), clock, failure, faults);
  }

  private static void addSeries(LatencyLog log, Transfer transfer) {
    boolean serves = transfer.role() == Transfer.Role.SERVER;
    log.add(
        transfer.blockLateness(),
        serves ? "block written to TLS minus due" : "block read from TLS minus due after the head");
    log.add(transfer.blockGap(), "between the ends of two successive blocks of a stream");
    log.add(
        transfer.firstByte(),
        serves ? "first byte written minus request read" : "first byte read minus request sent");
    log.add(transfer.roundTrip(), "the kernel's round-trip time of each connection, sampled");
  }

  /** Reports the period that ends now. */
  void tellPeriod() {
    roles.forEach(role -> role.periods().tell());
  }

  /** Returns where the summary goes; empty for nowhere. */
  Optional<Path> summaryFile() {
    return summaryFile;
  }

  /**
   * Returns the summary of the run.
   *
   * @param session whose measurement is over
   */
  RunSummary summary(Session session, String version, Map<String, Object> options) {
    roles.forEach(role -> role.connections().sampleRoundTrips(line -> {}));
    RunSummary.Builder summary = session.summary(version, runId.value());
    options.forEach(summary::option);
    var errors = new ErrorCounts();
    for (Played role : roles) {
      addRole(summary, role.transfer());
      role.transfer()
          .errors()
          .byFrequency()
          .forEach((message, count) -> addErrors(errors, role, message, count));
    }
    client.ifPresent(from -> addRequests(summary, from));
    summary.errors(errors).verdict(verdict(session));
    log.ifPresent(opened -> summary.file("hlog", logFile.orElseThrow()));
    summaryFile.ifPresent(path -> summary.file("summary", path));
    return summary.build();
  }

  private static void addErrors(ErrorCounts errors, Played role, String message, long count) {
    for (long i = 0; i < count; i++) {
      errors.add(role.transfer().role() + ": " + message);
    }
  }

  private static void addRole(RunSummary.Builder summary, Transfer transfer) {
    String role = transfer.role().toString();
    summary.count(role + "Bytes", transfer.bytes());
    summary.count(role + "Blocks", transfer.blocks());
    summary.count(role + "Requests", transfer.requests());
    summary.count(role + "RequestsCut", transfer.cut());
    summary.count(role + "Errors", transfer.errors().total());
    summary.count(role + "Connections", transfer.connections());
    summary.latency(
        transfer.blockLateness().name(),
        role + " block lateness",
        LatencySummary.of(transfer.blockLateness()));
    add(summary, transfer.blockGap(), role + " gap between blocks");
    add(summary, transfer.firstByte(), role + " time to first byte");
    add(summary, transfer.roundTrip(), role + " round trip (kernel)");
  }

  private static void addRequests(RunSummary.Builder summary, BlockClient client) {
    if (client.targetPerSecond().isPresent() && client.achievedPerSecond().isPresent()) {
      summary.rate(
          client.targetPerSecond().getAsDouble(), client.achievedPerSecond().getAsDouble());
      add(summary, client.requestLateness(), "client request lateness");
    }
    add(summary, client.responseTime(), "client response time");
    client
        .throughput()
        .ifPresent(
            throughput -> {
              summary.count("clientBytesPerSecond", Math.round(throughput.carriedPerSecond()));
              summary.count("clientBytesPerSecondAsked", Math.round(throughput.askedPerSecond()));
              // The table has both in MB/s and Gbit/s.
              summary.forFileOnly("clientBytesPerSecond").forFileOnly("clientBytesPerSecondAsked");
            });
  }

  private static void add(RunSummary.Builder summary, LatencySeries series, String label) {
    summary.latency(series.name(), label, LatencySummary.of(series));
  }

  /** A refused request is its client's fault and does not count against the server. */
  private Verdict verdict(Session session) {
    long operations = 0;
    long failed = 0;
    for (Played role : roles) {
      Transfer transfer = role.transfer();
      operations += transfer.requests();
      if (transfer.blocks() > 0) {
        operations += transfer.cut(); // they carried blocks, too
      }
      if (transfer.role() == Transfer.Role.CLIENT) {
        failed += transfer.errors().total();
      }
    }
    // A server has no other end than a signal.
    Optional<ExitStatus> endedEarly =
        client.isPresent() ? session.endedEarlyBy() : Optional.empty();
    Judgement judgement = session.judgement();
    for (Played role : roles) {
      Connections connections = role.connections();
      if (connections.notGiven() > 0) {
        judgement.add(
            SUSPECT,
            CLIENT,
            "clients waited for connections that the system did not give: "
                + connections.whyNotGiven());
      }
    }
    judgement
        .samples(operations, "no block was transferred")
        .failures(failed, operations + failed, "")
        .endedEarly(endedEarly);
    client.ifPresent(
        from -> {
          if (from.targetPerSecond().isPresent() && from.achievedPerSecond().isPresent()) {
            double target = from.targetPerSecond().getAsDouble();
            double taken = from.takenPerSecond().orElseThrow();
            judgement
                .load(load(Verdict.Load.of(target, taken, "requests", ""), from))
                .ownWait("own lateness", LatencySummary.of(from.requestLateness()));
          } else {
            from.throughput().ifPresent(carried -> judgement.load(load(load(carried), from)));
          }
        });
    return judgement.verdict();
  }

  private static Verdict.Load load(Throughput carried) {
    boolean full = carried.isFull();
    return new Verdict.Load(
        full ? Verdict.Load.Status.OVERLOADED : Verdict.Load.Status.CARRIED,
        carried.askedPerSecond() / BYTES_PER_MB,
        carried.carriedPerSecond() / BYTES_PER_MB,
        "MB",
        full ? "the path was full" : "");
  }

  private static Verdict.Load load(Verdict.Load load, BlockClient client) {
    return load(load, client.connectionsNeverOpened(), client.connectionsAsked());
  }

  /** Returns the load's verdict: not carried where connections for it never opened. */
  static Verdict.Load load(Verdict.Load load, long neverOpened, long connections) {
    return neverOpened == 0
        ? load
        : new Verdict.Load(
            Verdict.Load.Status.OVERLOADED,
            load.asked(),
            load.carried(),
            load.unit(),
            neverOpened
                + " of "
                + Figures.count(connections, "connection", "connections")
                + " never opened");
  }

  /** Returns what the client's path has carried of what was asked, in lines. */
  List<String> throughput() {
    return client.flatMap(BlockClient::throughput).map(Throughput::lines).orElse(List.of());
  }

  /** Returns the connections' TLS and protocol with their number, a line each. */
  List<String> agreements() {
    List<String> lines = new ArrayList<>();
    for (Played role : roles) {
      role.connections()
          .agreements()
          .forEach(
              (agreement, count) ->
                  lines.add(role.transfer().role() + " connections  " + count + " × " + agreement));
    }
    return lines;
  }

  @Override
  public void close() {
    log.ifPresent(LatencyLog::close);
  }
}
