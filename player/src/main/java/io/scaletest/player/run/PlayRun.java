package io.scaletest.player.run;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Pause;
import io.scaletest.common.process.Launcher;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.driving.session.ApiAccess;
import io.scaletest.driving.session.DrivenObjects;
import io.scaletest.driving.session.DriverLoad;
import io.scaletest.driving.session.DriverSummary;
import io.scaletest.driving.session.FirstContact;
import io.scaletest.driving.session.MeasuredRun;
import io.scaletest.driving.session.MetricsPort;
import io.scaletest.driving.session.RunFiles;
import io.scaletest.driving.session.RunIdentity;
import io.scaletest.driving.session.ServerFacts;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.Impersonation;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.RetryingTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.player.kubevirt.VirtHandler;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.load.PlayedObjects;
import io.scaletest.player.load.PlayedSet;
import io.scaletest.player.load.StateWatches;
import io.scaletest.player.load.Watchers;
import io.scaletest.player.load.WorkloadLoop;
import io.scaletest.player.nodes.NodeProcess;
import io.scaletest.player.nodes.NodesOutcome;
import io.scaletest.player.pods.PodStartups;
import io.scaletest.player.pods.PodWatches;
import io.scaletest.player.result.ActorFigures;
import io.scaletest.player.result.FlowRecorder;
import io.scaletest.player.result.PhaseFigures;
import io.scaletest.player.result.RequestsPerObject;
import io.scaletest.player.result.SloJudge;
import io.scaletest.player.result.SloResult;
import io.scaletest.player.result.WindowMedians;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.player.workload.Flow;
import io.scaletest.player.workload.ObjectSet;
import io.scaletest.player.workload.Phase;
import io.scaletest.player.workload.Slo;
import io.scaletest.player.workload.WatcherGroup;
import io.scaletest.player.workload.Workload;
import io.scaletest.wire.time.AnnotationTimestamps;
import io.scaletest.wire.url.PercentEncoding;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a workload, from its settings to its exit status. Used once, by one thread, which it
 * blocks to the run's end.
 *
 * <p>In this order: configuration, kinds, namespaces and first contact, files, first population;
 * the load; rows, histograms and summary; clean-up. What fails before the load takes back what was
 * made.
 */
public final class PlayRun {
  private static final Logger LOG = LoggerFactory.getLogger(PlayRun.class);
  private static final String TOOL = "player";
  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);

  /** As many as a kube-apiserver allows on one connection. */
  private static final int STREAMS_OF_A_CONNECTION = 100;

  private final PlaySettings settings;
  private final Workload workload;
  private final StopSignal stop;
  private final PrintStream out;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final RunFaults faults;
  private final AtomicReference<SloResult> abortedBy = new AtomicReference<>();
  private final AtomicReference<String> trouble = new AtomicReference<>();
  private Optional<Outcome> outcome = Optional.empty();
  private Optional<NodesOutcome> nodesOutcome = Optional.empty();
  private Optional<String> unready = Optional.empty();

  /**
   * What a run came to, for whoever compares several.
   *
   * @param verdict on the measurement
   * @param slos each limit with what it came to
   * @param carriedPerSecond arrivals that succeeded, over the length of the phases
   * @param medians of the response times of each second of the last phase, in nanoseconds
   * @param throttled how many answers were 429
   * @param watchers how many of them never had a watch, if that many that it matters
   * @param trouble what ended beside the load before its time
   */
  record Outcome(
      Verdict verdict,
      List<SloResult> slos,
      double carriedPerSecond,
      List<Double> medians,
      long throttled,
      Optional<Watchers.NeverOpened> watchers,
      Optional<String> trouble) {}

  /**
   * @param out where the table goes at the end
   */
  public PlayRun(PlaySettings settings, StopSignal stop, PrintStream out) {
    this.settings = settings;
    this.workload = settings.workload();
    this.stop = stop;
    this.out = out;
    this.faults = new RunFaults(stop::request);
  }

  /** Returns what the run came to; empty before the end of its measurement. */
  Optional<Outcome> outcome() {
    return outcome;
  }

  /** Returns what the run's hollow nodes came to; empty without, and before its end. */
  Optional<NodesOutcome> nodesOutcome() {
    return nodesOutcome;
  }

  /** Returns why the run could not begin, where that is that its nodes were not Ready in time. */
  Optional<String> unready() {
    return unready;
  }

  private ToolException notReady(String why) {
    unready = Optional.of(why);
    return SetUp.failed(why);
  }

  /**
   * Does the run.
   *
   * @throws ToolException if it cannot be done, a limit was broken, or results cannot be written
   */
  public ExitStatus run() throws InterruptedException {
    RunId given = settings.run().runId(clock, ZoneId.systemDefault());
    RunId runId = RunId.of(given.value() + settings.suffix());
    Path data = settings.run().dataFile(runId);
    ClientConfiguration configuration = ApiAccess.configuration(settings.configuration());
    int watchers = workload.watchers().stream().mapToInt(WatcherGroup::most).sum();
    OpenFiles.require(watchers + " watchers", watchers / STREAMS_OF_A_CONNECTION + 2L, "use fewer");
    TransportLimits limits = TransportLimits.defaults();
    Optional<NodeProcess> nodes = startNodes(runId);
    try (MetricsPort metrics = MetricsPort.open(settings.metrics(), faults);
        HttpTransport transport = open(configuration, limits, metrics.observer());
        // Events by the thousand on a thread of their own do not delay requests.
        HttpTransport watching = open(configuration, limits, ReplyObserver.NONE);
        // Nor do they delay the few watches that somebody acts on: a server that cannot get rid of
        // an event ends the watch, and holds the others of its kind up until then.
        HttpTransport looking = open(configuration, limits, ReplyObserver.NONE);
        TimerThread timers = new TimerThread("player-timers", faults);
        RetryingTransport retrying =
            new RetryingTransport(transport, settings.requests().maxRetries(), faults)) {
      stop.onStop(retrying::stopRetrying, faults);
      metrics.tell();
      SetUp setUp = new SetUp(workload, runId.value(), retrying);
      WatchParts parts = new WatchParts(looking, timers, clock.ticker(), faults, seed());
      try {
        nodes.ifPresent(process -> process.awaitReady(parts, stop::requested, this::notReady));
        setUp.makeDefinitions();
        Made made = make(runId, setUp, new Beside(nodes, handlers(setUp), parts, watching));
        ExitStatus status =
            run(runId, data, configuration, made, setUp, transport, retrying, metrics.page());
        metrics.linger(stop);
        return status;
      } catch (ToolException e) {
        undo(setUp, e);
        throw e;
      }
    } finally {
      nodes.ifPresent(NodeProcess::close);
      nodesOutcome = nodes.map(NodeProcess::outcome);
    }
  }

  private List<String> handlers(SetUp setUp) {
    return workload.actors().handler().isPresent()
        ? setUp.nodesWith(VirtHandler.SCHEDULABLE)
        : List.of();
  }

  private Optional<NodeProcess> startNodes(RunId runId) throws InterruptedException {
    if (workload.nodes().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        NodeProcess.start(
            workload.nodes().get(),
            runId.value(),
            settings.serverOptions(),
            Launcher.fromSystemProperties(PlayRun.class)));
  }

  /**
   * What runs beside the load.
   *
   * @param handlers nodes that have a virt-handler
   * @param parts what its watches are made of
   * @param crowd on which watchers watch, and virt-handlers, by the hundred
   */
  private record Beside(
      Optional<NodeProcess> nodes, List<String> handlers, WatchParts parts, HttpTransport crowd) {}

  private HttpTransport open(
      ClientConfiguration configuration, TransportLimits limits, ReplyObserver observer) {
    return ApiAccess.transport(configuration, limits, clock.ticker(), observer, faults, "");
  }

  private static void undo(SetUp setUp, ToolException because) {
    try {
      setUp.undo();
    } catch (ToolException e) {
      because.addSuppressed(e);
      LOG.error("{}", e.getMessage());
    }
  }

  /** What is known of the run's objects once the server was asked. */
  private record Made(
      PlayedSet.Context context,
      Map<ObjectSet, PlayedSet> sets,
      Optional<Watchers> watchers,
      Beside beside,
      long seed) {}

  /** Finds the kinds of everything, in the specification's order, before anything is written. */
  private Made make(RunId runId, SetUp setUp, Beside beside) {
    long seed = seed();
    Map<ObjectSet, ObjectKind> kinds = new LinkedHashMap<>();
    for (ObjectSet set : workload.objects()) {
      kinds.put(set, setUp.find(set, verbs(set)));
    }
    List<ObjectKind> watched = new ArrayList<>();
    for (WatcherGroup group : workload.watchers()) {
      watched.add(
          setUp.find(group.at(), group.resource(), Optional.empty(), Set.of("list", "watch")));
    }
    Set<String> asked = new TreeSet<>(RunningActors.resources(workload.actors()));
    kinds.values().forEach(kind -> asked.add(kind.plural()));
    RequestsPerObject.requireKnown(workload, asked);
    KnownKind.Names names =
        kinds.values().stream()
            .map(KnownKind.Names::of)
            .max(Enum::compareTo)
            .orElse(KnownKind.Names.SUBDOMAIN);
    List<String> namespaces = setUp.namespaces();
    PlayedSet.Context context =
        new PlayedSet.Context(
            runId.value(),
            names.prefix(runId).value(),
            namespaces,
            clock,
            new AnnotationTimestamps(ZoneId.systemDefault()));
    Map<ObjectSet, PlayedSet> sets = new LinkedHashMap<>();
    kinds.forEach((set, kind) -> sets.put(set, new PlayedSet(set, kind, context)));
    workload.flows().forEach(flow -> flow.mix().forEach(sets.get(flow.objects())::prepare));
    setUp.makeRest();
    Optional<Watchers> watchers =
        watched.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Watchers(
                    workload, watched(watched, kinds), context, beside.crowd(), seed, faults));
    return new Made(context, sets, watchers, beside, seed);
  }

  /** Numbers of objects are given in the order of {@code initial}, from 1. */
  private List<Watchers.Watched> watched(
      List<ObjectKind> watched, Map<ObjectSet, ObjectKind> kinds) {
    List<Watchers.Watched> all = new ArrayList<>();
    for (int i = 0; i < watched.size(); i++) {
      WatcherGroup group = workload.watchers().get(i);
      List<List<Long>> objects = new ArrayList<>();
      if (group.scope() == WatcherGroup.Scope.OBJECT) {
        objects.addAll(initialObjects(watched.get(i), kinds));
        if (objects.stream().anyMatch(List::isEmpty)) {
          throw group
              .at()
              .refused(
                  "must have objects in initial, one at least in each namespace: scope object");
        }
      }
      all.add(new Watchers.Watched(watched.get(i), objects));
    }
    return all;
  }

  /** Returns the numbers of a kind's first objects, by place. */
  private List<List<Long>> initialObjects(ObjectKind kind, Map<ObjectSet, ObjectKind> kinds) {
    int places = kind.namespaced() ? workload.namespaces().count() : 1;
    List<List<Long>> byPlace = new ArrayList<>();
    for (int place = 0; place < places; place++) {
      byPlace.add(new ArrayList<>());
    }
    Map<ObjectSet, Integer> ofSets = new HashMap<>();
    long number = 0;
    for (Workload.Initial initial : workload.initial()) {
      for (int i = 0; initial.objects().isPresent() && i < initial.count(); i++) {
        int index = ofSets.merge(initial.objects().get(), 1, Integer::sum);
        number++;
        if (kinds.get(initial.objects().get()).equals(kind)) {
          byPlace.get((index - 1) % places).add(number);
        }
      }
    }
    return byPlace;
  }

  private long seed() {
    return settings.seed(clock);
  }

  /** Returns what the server must let do with a set's kind, in discovery's words. */
  private Set<String> verbs(ObjectSet set) {
    Set<String> verbs = new TreeSet<>(Set.of(set.existing().isPresent() ? "list" : "delete"));
    if (workload.awaited().contains(set)) {
      verbs.addAll(Set.of("list", "watch"));
    }
    for (Flow flow : workload.flows()) {
      if (flow.objects().equals(set)) {
        for (Operation operation : flow.operations()) {
          verbs.add(
              switch (operation) {
                case PATCH, APPLY -> "patch";
                case SCALE, STATUS -> "get"; // subresources are not told with the resource
                default -> operation.word();
              });
        }
      }
    }
    return verbs;
  }

  private void firstContact(Made made, RetryingTransport retrying, String base) {
    FirstContact contact = new FirstContact(retrying, base);
    for (PlayedSet set : made.sets().values()) {
      boolean creates =
          workload.flows().stream()
              .anyMatch(
                  flow ->
                      flow.objects().equals(set.set())
                          && flow.operations().contains(Operation.CREATE));
      if (creates) {
        Optional<String> namespace =
            set.kind().namespaced()
                ? Optional.of(made.context().namespaces().get(0))
                : Optional.empty();
        contact.check(
            new DrivenObjects(
                new FirstObject(set, made.context()),
                set.kind(),
                namespace,
                Map.of(),
                Optional.of("see " + set.set().at().where())),
            clock.ticker().nanos());
      }
    }
  }

  /** The object that the first contact does not create. */
  private record FirstObject(PlayedSet set, PlayedSet.Context context) implements ObjectLifecycle {
    @Override
    public String name(long number) {
      return context.name(number);
    }

    @Override
    public ApiRequest create(long number, long nowNs) {
      return set.create(number, 1, 0, 0, nowNs);
    }

    @Override
    public ApiRequest update(long number, int phase, long nowNs) {
      throw new UnsupportedOperationException("a first contact updates nothing");
    }

    @Override
    public ApiRequest delete(long number) {
      return set.delete(number, 0);
    }
  }

  private ExitStatus run(
      RunId runId,
      Path data,
      ClientConfiguration configuration,
      Made made,
      SetUp setUp,
      HttpTransport transport,
      RetryingTransport retrying,
      Optional<LivePage> page)
      throws InterruptedException {
    if (settings.requests().firstContact()) {
      firstContact(made, retrying, configuration.base());
    }
    RunIdentity identity =
        new RunIdentity(
            TOOL, settings.version(), runId, parameters(runId, data, made.seed()), clock);
    RunFiles files = RunFiles.create(identity, settings.run(), data, stop, faults);
    Session session =
        new Session(
            TOOL, clock, stop, faults, SummaryOutputs.of(Optional.of(files.summary()), out));
    LOG.info("RunID is {}", runId);
    tellPlan(made.seed());
    Played played = new Played(made, files, retrying);
    ServerFacts server =
        ServerFacts.start(
            settings.requests(), identity, configuration, transport, retrying, faults);
    DriverSummary summary =
        new DriverSummary(
            identity,
            session,
            files,
            played.requests,
            played.loop,
            new DriverSummary.Schedule(
                () -> expectedPerSecond(played.loop.times()),
                workload.operations(),
                played.flows.ownLateness(),
                played::load),
            Map.of(),
            transport::way,
            server,
            played.report);
    page.ifPresent(on -> session.show(summary.live(), on));
    MeasuredRun run = new MeasuredRun(identity, session, files, summary, server, stop, faults);
    RequestLog log = played.log;
    try (server;
        log) {
      populate(made, setUp, played, files, transport);
      run.measure(
          settings.run().startGate(), played.loop, played.progress(), () -> play(played, made));
    }
    Verdict verdict = summary.summary(new Cleanup.Outcome(0, 0)).verdict();
    double carried = played.loop.carried() / (workload.lengthNs() / 1e9);
    outcome =
        Optional.of(
            new Outcome(
                verdict,
                played.report.slos(),
                carried,
                played.medians.values(),
                played.requests.tooManyRequests(),
                played.report.neverOpened(),
                Optional.ofNullable(trouble.get())));
    if (played.actors.isPresent()) {
      session.attempt(played.actors.get()::write);
    }
    session.attempt(() -> judge(verdict, played.report.slos(), session));
    return run.cleanUp(
        played.loop, played.objects, transport, () -> end(played, made.beside(), setUp, session));
  }

  /** Actors and nodes end what is under way: they go when all that they look after is gone. */
  private static void end(Played played, Beside beside, SetUp setUp, Session session)
      throws InterruptedException {
    session.attempt(setUp::undo);
    if (beside.nodes().isPresent() || played.actors.isPresent()) {
      session.attempt(() -> setUp.awaitGone(beside.parts()));
    }
    played.actors.ifPresent(RunningActors::close);
    if (beside.nodes().isPresent()) {
      session.attempt(beside.nodes().get()::end);
    }
  }

  private void tellPlan(long seed) {
    LOG.info(
        "playing {} for {}{}, seed {}",
        workload.name(),
        workload.endsByState() ? "at most " : "",
        DurationText.ofNanos(workload.lengthNs()),
        seed);
  }

  /** Returns the rate of arrivals that the schedule has, of phases as long as they were. */
  private double expectedPerSecond(PhaseTimes times) {
    long lengthNs = 0;
    List<Long> lengths = new ArrayList<>();
    for (int i = 0; i < workload.phases().size(); i++) {
      Phase phase = workload.phases().get(i);
      boolean known = times.beginNs(i).isPresent() && times.endNs(i).isPresent();
      long ns =
          known ? times.endNs(i).getAsLong() - times.beginNs(i).getAsLong() : phase.lengthNs();
      lengths.add(ns);
      lengthNs += ns;
    }
    double arrivals = 0;
    for (Flow flow : workload.flows()) {
      double expected = 0;
      for (int i = 0; i < lengths.size(); i++) {
        expected += flow.expected(workload.phases().get(i), lengths.get(i));
      }
      arrivals += Math.min(expected, flow.count());
    }
    return arrivals / (lengthNs / 1e9);
  }

  /** A run that cannot begin leaves neither objects nor files that look like results. */
  private void populate(
      Made made, SetUp setUp, Played played, RunFiles files, HttpTransport transport)
      throws InterruptedException {
    try {
      setUp.populate(made.sets(), played.loop, clock.ticker());
      setUp.adopt(made.sets(), played.loop, played.objects);
      played.podWatches.ifPresent(watches -> watches.start(stop::requested, SetUp::failed));
    } catch (ToolException e) {
      files.close();
      played.podWatches.ifPresent(PodWatches::close);
      Cleanup.Outcome left =
          new Cleanup(
                  played.objects,
                  transport,
                  played.loop.ledger(),
                  Pause.sleeping(),
                  clock.ticker(),
                  faults)
              .run();
      if (left.remaining() > 0) {
        LOG.error(
            "{} objects of the first population may be left in the cluster", left.remaining());
      }
      throw e;
    }
  }

  /** Runs the loop with the watchers beside it, and looks after limits that end the run. */
  private void play(Played played, Made made) throws InterruptedException {
    try (TimerThread looks = new TimerThread("player-limits", faults)) {
      if (settings.isTrial() || workload.slos().stream().anyMatch(Slo::abort)) {
        looks.schedule(LOOK_NS, () -> look(played, looks));
      }
      played.states.ifPresent(StateWatches::start);
      played.actors.ifPresent(RunningActors::start);
      played.loop.onPhase(
          phase -> {
            made.watchers().ifPresent(watchers -> watchers.onPhase(phase));
            played.states.ifPresent(states -> states.onPhase(phase));
          });
      made.beside().nodes().ifPresent(nodes -> nodes.onEnd(why -> abort(why, played)));
      played.loop.run();
    } finally {
      played.actors.ifPresent(RunningActors::measured);
      played.states.ifPresent(StateWatches::close);
      played.pods.ifPresent(PodStartups::end);
      played.podWatches.ifPresent(PodWatches::close);
      made.watchers().ifPresent(PlayRun::close);
      played.report.measured(
          Optional.ofNullable(abortedBy.get()), Optional.ofNullable(trouble.get()));
    }
  }

  /** Something beside the load has ended: what is measured now is another load. */
  private void abort(String why, Played played) {
    if (trouble.compareAndSet(null, why)) {
      LOG.error("{}", why);
      played.loop.stop();
    }
  }

  private static void close(Watchers watchers) {
    watchers.close();
    watchers.problems().forEach((what, times) -> LOG.warn("watchers: {}, {} times", what, times));
  }

  private void look(Played played, TimerThread looks) {
    if (settings.isTrial()) {
      played.medians.endWindow(clock.ticker().nanos() - played.loop.state().startNs());
    }
    Optional<SloResult> broken = played.judge.aborting();
    if (broken.isPresent()) {
      abortedBy.set(broken.get());
      played.loop.stop();
    } else {
      looks.schedule(LOOK_NS, () -> look(played, looks));
    }
  }

  /** A run that was ended by a signal ends with the signal's status. */
  private static void judge(Verdict verdict, List<SloResult> slos, Session session) {
    if (session.endedEarlyBy().isPresent()) {
      return;
    }
    boolean notTheServers =
        verdict.findings().stream()
            .anyMatch(
                finding ->
                    finding.status() == Verdict.Status.INVALID
                        && finding.about() != Verdict.Side.SERVER);
    if (notTheServers) {
      throw invalid(verdict);
    }
    List<String> broken =
        slos.stream()
            .filter(slo -> slo.status() == SloResult.Status.BROKEN)
            .map(SloResult::text)
            .toList();
    if (!broken.isEmpty()) {
      throw new ToolException(PlayerExit.SLO_BROKEN, "SLO broken: " + String.join("; ", broken));
    }
    if (verdict.status() == Verdict.Status.INVALID) {
      throw invalid(verdict);
    }
  }

  private static ToolException invalid(Verdict verdict) {
    return new ToolException(
        PlayerExit.RUN_INVALID, "the run is INVALID: " + verdict.reasons().get(0));
  }

  private Map<String, Object> parameters(RunId runId, Path data, long seed) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("SPEC", settings.spec().name());
    parameters.put("WORKLOAD", workload.name());
    parameters.put("DURATION", DurationText.ofNanos(workload.lengthNs()));
    parameters.put("DATAFILENAME", data.toString());
    parameters.put("RUNID", runId.value());
    parameters.put("SEED", seed);
    return parameters;
  }

  /** The loop of a run with all that hears it. */
  private final class Played {
    private final WorkloadLoop loop;
    private final PlayedObjects objects;
    private final RunRecorder requests;
    private final RequestLog log;
    private final FlowRecorder flows;
    private final PhaseFigures figures;
    private final SloJudge judge;
    private final PlayReport report;
    private final Optional<Watchers> watchers;
    private final Optional<StateWatches> states;
    private final Optional<RunningActors> actors;
    private final Optional<PodStartups> pods;
    private final Optional<PodWatches> podWatches;
    private final WindowMedians medians;

    Played(Made made, RunFiles files, RetryingTransport retrying) {
      watchers = made.watchers();
      loop =
          new WorkloadLoop(
              workload,
              workload.flows().stream().map(flow -> made.sets().get(flow.objects())).toList(),
              users(),
              made.seed(),
              retrying,
              clock.ticker(),
              faults);
      objects = new PlayedObjects(made.context(), loop);
      Set<Operation> operations = EnumSet.noneOf(Operation.class);
      operations.addAll(workload.operations());
      if (operations.isEmpty()) {
        operations.add(Operation.GET); // of watchers alone: a recorder records something
      }
      requests = new RunRecorder(objects, files.rows(), clock, operations);
      log = new RequestLog(requests, objects, faults);
      flows = new FlowRecorder(workload, log, loop.times(), loop.state()::startNs);
      states =
          workload.endsByState()
              ? Optional.of(new StateWatches(workload, made.sets(), loop, made.beside().parts()))
              : Optional.empty();
      loop.listen(flows);
      figures = new PhaseFigures(workload, flows);
      actors = workload.actors().any() ? Optional.of(actors(made, retrying)) : Optional.empty();
      pods =
          workload.limits(PodStartups.PREFIX)
              ? Optional.of(new PodStartups(workload, clock, loop.times(), loop.state()::startNs))
              : Optional.empty();
      podWatches = pods.map(startups -> podWatches(startups, made));
      judge =
          new SloJudge(
              workload,
              flows,
              new SloJudge.Beside(watchers, actors.map(RunningActors::times), pods),
              new RequestsPerObject(
                  workload, flows, actors.map(RunningActors::figures), resources(made)));
      medians = new WindowMedians(workload, loop.times(), figures);
      report = new PlayReport(flows, figures, watchers, actors, pods, judge);
    }

    /** In namespaces of others there are pods of others. */
    private PodWatches podWatches(PodStartups startups, Made made) {
      String run = ScaletestNames.runLabelValue(made.context().runId());
      String query =
          workload.namespaces().existing().isEmpty()
              ? ""
              : "labelSelector="
                  + PercentEncoding.encoded(ScaletestNames.RUN_LABEL_KEY + "=" + run);
      return new PodWatches(startups, made.beside().parts(), made.context().namespaces(), query);
    }

    private Map<ObjectSet, String> resources(Made made) {
      Map<ObjectSet, String> resources = new HashMap<>();
      made.sets().forEach((set, played) -> resources.put(set, played.kind().plural()));
      return resources;
    }

    private RunningActors actors(Made made, RetryingTransport retrying) {
      return new RunningActors(
          workload.actors(),
          made.beside().handlers(),
          new RunningActors.Parts(
              made.context().runId(),
              retrying,
              made.beside().parts(),
              made.beside().crowd(),
              clock,
              made.context().timestamps(),
              faults),
          new ActorFigures(workload, flows),
          loop.times(),
          loop.state()::startNs);
    }

    private List<Impersonation> users() {
      List<Impersonation> users = new ArrayList<>();
      workload
          .users()
          .ifPresent(
              all -> {
                for (int i = 0; i < all.count(); i++) {
                  users.add(new Impersonation(all.name() + i, all.groups()));
                }
              });
      return users;
    }

    private Optional<Verdict.Load> load() {
      long leastNs =
          workload.operations().stream()
              .map(operation -> LatencySummary.of(requests.service(operation)))
              .filter(of -> of.count() > 0)
              .mapToLong(of -> of.minNs().getAsLong())
              .min()
              .orElse(0);
      return DriverLoad.ofOpenLoop(loop.state(), requests, loop.carried(), leastNs, "requests");
    }

    private Supplier<List<String>> progress() {
      return new PlayProgress(
          workload, loop, requests, figures, judge, watchers, states, actors, clock.ticker());
    }
  }
}
