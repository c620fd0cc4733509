package io.scaletest.player.replay;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Pause;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.driving.session.ApiAccess;
import io.scaletest.driving.session.DriverLoad;
import io.scaletest.driving.session.DriverSummary;
import io.scaletest.driving.session.MeasuredRun;
import io.scaletest.driving.session.MetricsPort;
import io.scaletest.driving.session.RunFiles;
import io.scaletest.driving.session.RunIdentity;
import io.scaletest.driving.session.ServerFacts;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.RetryingTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.player.load.HeldWatches;
import io.scaletest.player.run.PlayerExit;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay, from its settings to its exit status. Used once, by one thread, which it blocks to
 * the run's end.
 *
 * <p>In this order: a first pass over the trace, configuration, kinds and rights, what is left out,
 * files, what is to be there before; the loop; rows, histograms and summary; clean-up.
 */
public final class ReplayRun {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);
  private static final String TOOL = "player";

  /** A server keeps versions of five minutes and more. */
  private static final long VERSION_NS = TimeUnit.MINUTES.toNanos(1);

  private static final ApiRequest VERSION = ApiRequest.get("/api/v1/namespaces?limit=1");

  private final ReplaySettings settings;
  private final TraceScan.Window window;
  private final StopSignal stop;
  private final PrintStream out;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final RunFaults faults;

  /**
   * @param out where the table goes at the end
   */
  public ReplayRun(ReplaySettings settings, StopSignal stop, PrintStream out) {
    this.settings = settings;
    this.window = new TraceScan.Window(settings.fromNs(), settings.toNs());
    this.stop = stop;
    this.out = out;
    this.faults = new RunFaults(stop::request);
  }

  /**
   * Does the run.
   *
   * @throws ToolException if it cannot be done, the trace is damaged, or results cannot be written
   */
  public ExitStatus run() throws InterruptedException {
    RunId runId = settings.run().runId(clock, ZoneId.systemDefault());
    Path data = settings.run().dataFile(runId);
    PatchRules patches = settings.patchTypes().map(PatchRulesFile::read).orElse(PatchRules.NONE);
    ClientConfiguration configuration = ApiAccess.configuration(settings.configuration());
    TraceScan scan =
        TraceScan.of(settings.trace(), settings.traffic(), window, patches, stop::requested);
    if (stop.requested()) {
      return stop.status().orElseThrow();
    }
    TransportLimits limits = TransportLimits.defaults();
    try (MetricsPort metrics = MetricsPort.open(settings.metrics(), faults);
        HttpTransport transport = open(configuration, limits, metrics.observer());
        // Events on a thread of their own do not delay requests.
        HttpTransport watching = open(configuration, limits, ReplyObserver.NONE);
        RetryingTransport retrying =
            new RetryingTransport(transport, settings.requests().maxRetries(), faults)) {
      stop.onStop(retrying::stopRetrying, faults);
      metrics.tell();
      List<List<Copy>> rounds = rounds(runId);
      TargetKinds kinds = kinds(scan, rounds, retrying, configuration);
      Ready ready = new Ready(runId, scan, rounds, kinds, patches, transport, retrying, watching);
      ExitStatus status = ready.run(data, configuration, metrics);
      metrics.linger(stop);
      return status;
    }
  }

  private HttpTransport open(
      ClientConfiguration configuration, TransportLimits limits, ReplyObserver observer) {
    return ApiAccess.transport(configuration, limits, clock.ticker(), observer, faults, "");
  }

  private List<List<Copy>> rounds(RunId runId) {
    List<List<Copy>> rounds = new ArrayList<>();
    int count = settings.rounds() * settings.copies();
    for (int round = 0; round < settings.rounds(); round++) {
      List<Copy> copies = new ArrayList<>();
      for (int copy = 1; copy <= settings.copies(); copy++) {
        int number = round * settings.copies() + copy;
        copies.add(new Copy(new RunNames(runId.value(), count == 1 ? 0 : number)));
      }
      rounds.add(copies);
    }
    return rounds;
  }

  /** Finds out what the server has and allows, and tells what is left out. */
  private TargetKinds kinds(
      TraceScan scan,
      List<List<Copy>> rounds,
      RetryingTransport transport,
      ClientConfiguration configuration) {
    ApiReply version = transport.sendAndWait(ApiRequest.get("/version"));
    if (version.status() == 0 || version.status() == 401) {
      throw new ToolException(
          DriverExit.NO_CLIENT,
          (version.status() == 0
                  ? "no answer from " + configuration.base()
                  : configuration.base() + " does not accept the log-in")
              + ": "
              + version.failure());
    }
    TargetKinds kinds = new TargetKinds(transport);
    kinds.find(scan.paths());
    Map<TargetKinds.Use, Long> all = scan.uses();
    List<Copy> copies = rounds.stream().flatMap(List::stream).toList();
    Callers callers = new Callers(settings.impersonate(), settings.users());
    if (settings.requests().firstContact()) {
      if (callers.impersonate()) {
        requireImpersonation(kinds);
      } else {
        kinds.askRights(all.keySet(), copies.stream().map(Copy::names).toList());
      }
    }
    scan.apply(kinds);
    tell(scan, kinds, all, copies.get(0).names());
    if (settings.requests().firstContact() && !kinds.mayMakeNamespaces()) {
      copies.forEach(copy -> copy.prepared().find(scan.namespaces(), copy.names(), transport));
    }
    if (scan.replayed() == 0) {
      throw ToolException.usage(
          settings.trace()
              + ": must have something to replay, and all of its "
              + Figures.count(scan.requests(), "request", "requests")
              + " are left out");
    }
    return kinds;
  }

  private void requireImpersonation(TargetKinds kinds) {
    List<String> what = settings.impersonate() ? List.of("users", "groups") : List.of("users");
    if (!what.stream().allMatch(kinds::mayImpersonate)) {
      throw new ToolException(
          DriverExit.NO_CLIENT,
          (settings.impersonate() ? "impersonate" : "map-user")
              + ": no permission to impersonate "
              + String.join(" and ", what)
              + "; leave it out, or give this user the verb impersonate for them");
    }
  }

  private void tell(
      TraceScan scan, TargetKinds kinds, Map<TargetKinds.Use, Long> all, RunNames names) {
    LOG.info(
        "replaying {} of {} of {}",
        Figures.count(scan.replayed()),
        Figures.count(scan.requests(), "request", "requests"),
        settings.trace());
    ReplayReport.leftOutLines(scan).forEach(line -> LOG.info("left out: {}", line));
    TraceScan.linesOf(all, kinds, LeftOut.KIND, names)
        .forEach(line -> LOG.warn("the server does not have {}", line));
    TraceScan.linesOf(all, kinds, LeftOut.RIGHT, names)
        .forEach(line -> LOG.warn("no permission to {}", line));
    kinds.untold().forEach(line -> LOG.warn("{}", line));
    scan.damage().ifPresent(why -> LOG.warn("{} {}", settings.trace(), why));
  }

  /** A replay of which everything is known but what comes of it. */
  private final class Ready {
    private final RunId runId;
    private final TraceScan scan;
    private final TargetKinds kinds;
    private final HttpTransport transport;
    private final RetryingTransport retrying;
    private final List<List<Copy>> rounds;
    private final Bodies bodies;
    private final Requests requests;
    private final RunObjects made = new RunObjects();
    private final TraceOps ops;
    private final HeldWatches watches;
    private final long roundNs;
    private final long lengthNs;

    Ready(
        RunId runId,
        TraceScan scan,
        List<List<Copy>> rounds,
        TargetKinds kinds,
        PatchRules patches,
        HttpTransport transport,
        RetryingTransport retrying,
        HttpTransport watching) {
      this.runId = runId;
      this.scan = scan;
      this.kinds = kinds;
      this.transport = transport;
      this.retrying = retrying;
      this.rounds = rounds;
      bodies = new Bodies(runId.value(), kinds, ownOfCluster());
      requests = new Requests(bodies, settings.speed(), updated());
      // The next round begins as long after the last entry as entries have between them.
      roundNs = scan.lastAfterNs() + scan.lastAfterNs() / Math.max(1, scan.replayed()) + 1;
      lengthNs =
          Math.round(((settings.rounds() - 1) * roundNs + scan.lengthNs()) / settings.speed());
      ops =
          new TraceOps(
              new TraceOps.Plan(
                  settings.trace(),
                  settings.traffic(),
                  window,
                  scan.startNs(),
                  roundNs,
                  settings.speed(),
                  rounds,
                  kinds,
                  bodies,
                  new Callers(settings.impersonate(), settings.users()),
                  patches));
      watches = new HeldWatches(watching, clock.ticker());
    }

    /** Returns resources of the cluster of which the run has objects of its own. */
    private Set<String> ownOfCluster() {
      Set<String> own = new HashSet<>();
      scan.paths()
          .forEach(
              path ->
                  kinds
                      .kind(path)
                      .filter(kind -> !kind.namespaced())
                      .map(ObjectKind::resource)
                      .ifPresent(own::add));
      return own;
    }

    private Set<String> updated() {
      Set<String> updated = new HashSet<>();
      for (TargetKinds.Use use : scan.uses().keySet()) {
        if (use.verb().equals("update")) {
          updated.add(ObjectKey.resource(use.path()));
        }
      }
      return updated;
    }

    private Set<Operation> operations() {
      Set<Operation> operations = EnumSet.of(Operation.DELETE);
      for (TargetKinds.Use use : scan.uses().keySet()) {
        Operation.of(use.verb()).ifPresent(operations::add);
        if (use.verb().equals("patch")) {
          operations.add(Operation.APPLY);
        }
      }
      return operations;
    }

    ExitStatus run(Path data, ClientConfiguration configuration, MetricsPort metrics)
        throws InterruptedException {
      RunIdentity identity =
          new RunIdentity(TOOL, settings.version(), runId, parameters(data), clock);
      RunFiles files = RunFiles.create(identity, settings.run(), data, stop, faults);
      Session session =
          new Session(
              TOOL, clock, stop, faults, SummaryOutputs.of(Optional.of(files.summary()), out));
      LOG.info("RunID is {}", runId);
      try (ServerFacts server =
              ServerFacts.start(
                  settings.requests(), identity, configuration, transport, retrying, faults);
          ReadAhead reader = new ReadAhead(ops, clock.ticker(), faults)) {
        return run(identity, session, files, reader, server, metrics);
      }
    }

    private ExitStatus run(
        RunIdentity identity,
        Session session,
        RunFiles files,
        ReadAhead reader,
        ServerFacts server,
        MetricsPort metrics)
        throws InterruptedException {
      RunRecorder recorder = new RunRecorder(made, files.rows(), clock, operations());
      Fidelity fidelity = new Fidelity(lengthNs, settings.speed());
      Started started = new Started();
      try (RequestLog log = new RequestLog(recorder, made, faults)) {
        ReplayRecorder listener = new ReplayRecorder(recorder, log, fidelity, started::ns);
        ReplayLoop loop =
            new ReplayLoop(
                reader,
                requests,
                made,
                watches,
                listener,
                lengthNs,
                retrying,
                clock.ticker(),
                faults);
        started.loop = loop;
        InitialState initial = initialState(loop);
        makeInitial(initial, loop, files);
        reader.start(loop::wake);
        ReplayReport report =
            new ReplayReport(
                settings, scan, fidelity, listener, loop, initial, bodies, this::damage);
        DriverSummary summary =
            new DriverSummary(
                identity,
                session,
                files,
                recorder,
                loop,
                new DriverSummary.Schedule(
                    this::askedPerSecond,
                    recorder.recorded(),
                    listener.ownLateness(),
                    () -> load(loop, recorder)),
                Map.of(),
                transport::way,
                server,
                report);
        metrics.page().ifPresent(page -> session.show(summary.live(), page));
        MeasuredRun run = new MeasuredRun(identity, session, files, summary, server, stop, faults);
        run.measure(
            settings.run().startGate(),
            loop,
            new ReplayProgress(
                loop, listener, recorder, watches, settings.speed(), lengthNs, clock.ticker()),
            () -> replay(loop));
        Verdict verdict = summary.summary(new Cleanup.Outcome(0, 0)).verdict();
        session.attempt(() -> judge(verdict, session));
        return end(run, loop, session);
      }
    }

    /** The listener needs the loop's start, and the loop its listener. */
    private static final class Started {
      private ReplayLoop loop;

      long ns() {
        return loop.state().startNs();
      }
    }

    private void replay(ReplayLoop loop) throws InterruptedException {
      try (TimerThread timers = new TimerThread("replay-versions", faults)) {
        timers.schedule(VERSION_NS, () -> lookAtVersion(timers));
        loop.run();
      } finally {
        watches.close();
      }
    }

    /** Has watches begin at versions that the server has still, where little is written. */
    private void lookAtVersion(TimerThread timers) {
      transport.send(
          VERSION,
          reply -> {
            String version = AnswerHead.of(reply.body()).version();
            rounds.forEach(round -> round.forEach(copy -> copy.versions().seen(version)));
            timers.schedule(VERSION_NS, () -> lookAtVersion(timers));
          });
    }

    private InitialState initialState(ReplayLoop loop) {
      List<Copy> copies = rounds.stream().flatMap(List::stream).toList();
      return new InitialState(
          scan.takeNeeded(),
          new InitialState.Parts(
              settings.trace(),
              kinds,
              bodies,
              requests,
              made,
              loop,
              retrying,
              copies,
              scan.startNs(),
              stop::requested));
    }

    /** A run that cannot begin leaves neither objects nor files that look like results. */
    private void makeInitial(InitialState initial, ReplayLoop loop, RunFiles files)
        throws InterruptedException {
      long beganNs = clock.ticker().nanos();
      try {
        initial.make();
        startVersions();
      } catch (ToolException e) {
        files.close();
        Cleanup.Outcome left =
            new Cleanup(made, retrying, loop.ledger(), Pause.sleeping(), clock.ticker(), faults)
                .run();
        if (left.remaining() > 0) {
          LOG.error(
              "{} may be left in the cluster: scaletest gc -runid {} -kinds {}",
              Figures.count(left.remaining(), "object", "objects"),
              runId,
              String.join(",", made.resources()));
        }
        throw e;
      }
      if (initial.needed() > 0) {
        LOG.info(
            "made {} of {} that were there before, in {}",
            Figures.count(initial.made()),
            Figures.count(initial.needed(), "object", "objects"),
            DurationText.elapsed(clock.ticker().nanos() - beganNs));
      }
      initial.reasons().forEach(line -> LOG.warn("not there before: {}", line));
    }

    /** What watches begin at that began in the recording before its first write. */
    private void startVersions() {
      ApiReply reply = retrying.sendAndWait(VERSION);
      long version = Versions.number(AnswerHead.of(reply.body()).version());
      rounds.forEach(round -> round.forEach(copy -> copy.versions().start(version)));
    }

    private double askedPerSecond() {
      double requests = (double) scan.replayed() * settings.rounds() * settings.copies();
      return lengthNs == 0 ? 0 : requests / (lengthNs / 1e9);
    }

    private Optional<Verdict.Load> load(ReplayLoop loop, RunRecorder recorder) {
      long leastNs =
          recorder.recorded().stream()
              .map(operation -> LatencySummary.of(recorder.service(operation)))
              .filter(of -> of.count() > 0)
              .mapToLong(of -> of.minNs().getAsLong())
              .min()
              .orElse(0);
      return DriverLoad.ofOpenLoop(loop.state(), recorder, loop.carried(), leastNs, "requests");
    }

    private Optional<String> damage() {
      return scan.damage().or(ops::damage);
    }

    /** A run that was ended by a signal ends with the signal's status. */
    private void judge(Verdict verdict, Session session) {
      if (session.endedEarlyBy().isPresent()) {
        return;
      }
      if (verdict.status() == Verdict.Status.INVALID) {
        throw new ToolException(
            PlayerExit.RUN_INVALID, "the run is INVALID: " + verdict.reasons().get(0));
      }
      if (damage().isPresent()) {
        throw new ToolException(
            PlayerExit.TRACE_DAMAGED,
            settings.trace() + " " + damage().get() + "; what is before that was replayed");
      }
    }

    private ExitStatus end(MeasuredRun run, ReplayLoop loop, Session session)
        throws InterruptedException {
      if (!settings.keep()) {
        return run.cleanUp(loop, made, retrying);
      }
      if (!made.resources().isEmpty()) {
        LOG.info(
            "what was made stays: scaletest gc -runid {} -kinds {} deletes it",
            runId,
            String.join(",", made.resources()));
      }
      return run.leaveObjects();
    }

    private Map<String, Object> parameters(Path data) {
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("TRACE", settings.trace().toString());
      parameters.put("SPEED", settings.speed());
      parameters.put("ROUNDS", settings.rounds());
      parameters.put("COPIES", settings.copies());
      parameters.put("DURATION", DurationText.ofNanos(lengthNs));
      parameters.put("DATAFILENAME", data.toString());
      parameters.put("RUNID", runId.value());
      return parameters;
    }
  }
}
