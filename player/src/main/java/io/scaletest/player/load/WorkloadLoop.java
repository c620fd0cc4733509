package io.scaletest.player.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Agenda;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.common.random.Choice;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.Impersonation;
import io.scaletest.player.workload.Flow;
import io.scaletest.player.workload.Phase;
import io.scaletest.player.workload.Verb;
import io.scaletest.player.workload.Workload;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/**
 * Plays a workload as an open loop: each flow's requests go out at the times of its arrivals, and
 * each object is deleted at the end of its lifetime, whatever the server makes of it. Writes of one
 * object keep their order ({@link ObjectOrder}); what waits for that is late by the server's doing.
 *
 * <p>A phase begins when the one before ends: by the time, or, as {@link #reached} tells, by a
 * state. What its flows send is due relative to that, whatever the loop's own lateness. Ends with
 * the last phase, when all that was due by then is answered.
 */
public final class WorkloadLoop extends DrivingLoop {
  /** More than a request's own limit: whoever waits for an answer has one by then. */
  private static final long ANSWERS_LIMIT_NS = TimeUnit.SECONDS.toNanos(90);

  private final Workload workload;
  private final List<Impersonation> users;
  private LoadListener listener;
  private final HeldWatches watches;
  private final ObjectOrder order;
  private final List<FlowState> flows = new ArrayList<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final LongAdder carried = new LongAdder();
  private IntConsumer onPhase = index -> {};

  /** Deletes not yet due. Filled by the transport's threads, emptied by the pacer's. */
  @GuardedBy("deletes")
  private final Agenda deletes = new Agenda();

  private final PhaseTimes times;

  /** When the state that ends a phase was reached, on the ticker; of those that are. */
  private final Map<Integer, Long> reachedNs = new ConcurrentHashMap<>();

  /** The phase under way; -1 before the first. */
  private int phase = -1;

  /** The latest intended time of an arrival. */
  private long lastArrivalNs = Long.MIN_VALUE;

  private long endNs = Long.MAX_VALUE;

  /** A flow with its random numbers, used by the pacer's thread. */
  private static final class FlowState {
    private final int index;
    private final Flow flow;
    private final PlayedSet set;
    private final long arrivalSeed;
    private final SplittableRandom random;
    private final double weights;

    /** Those of the phase under way, since its beginning. */
    private ArrivalProcess arrivals = () -> Long.MAX_VALUE;

    private long phaseNs;
    private long nextNs = Long.MAX_VALUE;
    private long requests;

    FlowState(int index, Flow flow, PlayedSet set, long arrivalSeed, long seed) {
      this.index = index;
      this.flow = flow;
      this.set = set;
      this.arrivalSeed = arrivalSeed;
      this.random = new SplittableRandom(seed);
      this.weights = flow.mix().stream().mapToDouble(Verb::weight).sum();
    }

    /** What is left of the phase before is not due any more. */
    void begin(Phase next, long beginNs) {
      arrivals = flow.arrivals(next, arrivalSeed);
      phaseNs = beginNs;
      scheduleNext();
    }

    void scheduleNext() {
      long ns = requests < flow.count() ? arrivals.nextNs() : Long.MAX_VALUE;
      nextNs = ns == Long.MAX_VALUE ? ns : phaseNs + ns;
    }

    Verb drawVerb() {
      double left = random.nextDouble() * weights;
      for (Verb verb : flow.mix()) {
        left -= verb.weight();
        if (left < 0) {
          return verb;
        }
      }
      return flow.mix().get(flow.mix().size() - 1);
    }
  }

  /**
   * @param sets of the flows, by the flows' order
   * @param users that requests impersonate; none for the configured one
   * @param seed the same seed gives the same arrivals, verbs and bodies; which object is chosen
   *     depends on the server's answers, too
   */
  public WorkloadLoop(
      Workload workload,
      List<PlayedSet> sets,
      List<Impersonation> users,
      long seed,
      ApiTransport transport,
      Ticker ticker,
      FaultHandler faults) {
    super("workload", transport, ticker, faults);
    this.workload = workload;
    this.users = List.copyOf(users);
    this.watches = new HeldWatches(transport, ticker);
    this.order = new ObjectOrder(ledger, this::dropped);
    this.times = new PhaseTimes(workload);
    SplittableRandom seeds = new SplittableRandom(seed);
    for (Flow flow : workload.flows()) {
      int index = flows.size();
      long arrivalSeed = seeds.nextLong();
      flows.add(new FlowState(index, flow, sets.get(index), arrivalSeed, seeds.nextLong()));
    }
    state.countCarriedBy(carried::sum);
  }

  /** Has a listener hear of every request; to be called before {@link #run}. */
  public void listen(LoadListener hearing) {
    listener = hearing;
  }

  /** Has {@code action} run as each phase begins, with its index; must not block. */
  public void onPhase(IntConsumer action) {
    onPhase = action;
  }

  /**
   * Ends a phase by its state, unless it is over; for any thread.
   *
   * @param ns when the state was reached, on the run's ticker
   */
  public void reached(int index, long ns) {
    reachedNs.putIfAbsent(index, ns);
    pacer.wakeBefore(ticker.nanos());
  }

  /** Returns when the phases begin and end. */
  public PhaseTimes times() {
    return times;
  }

  /** Returns how many arrivals succeeded. */
  public long carried() {
    return carried.sum();
  }

  /** Returns how many requests wait for another one's answer. */
  public long held() {
    return order.waiting();
  }

  /** Returns how many objects there are to choose from. */
  public long population() {
    return order.population();
  }

  /** Returns the object of that number, if it may exist. */
  Optional<LiveObject> object(long number) {
    return order.object(number);
  }

  /**
   * Adds an object that is created outside the schedule, before the start.
   *
   * @param index {@link PlayedSet#nextIndex} of its set
   * @return its number; to be told of its create's end by {@link #created}
   */
  public long creating(PlayedSet set, int place, long index) {
    long number = lastNumber.incrementAndGet();
    order.add(number, set, place, 0, index);
    ledger.creating(number);
    return number;
  }

  /**
   * Adds an object that is there already, before the start.
   *
   * @param path of the object
   * @return its number
   */
  public long adopt(PlayedSet set, String path) {
    LiveObject object = new LiveObject(lastNumber.incrementAndGet(), set, 0, 0, 0, path);
    order.adopt(object);
    return object.number;
  }

  /** Notes the end of a create outside the schedule. */
  public void created(long number, PlayedSet set, int place, ApiReply reply) {
    LiveObject object =
        order.object(number).orElseGet(() -> new LiveObject(number, set, place, 0, 0, null));
    PlayedRequest create =
        new PlayedRequest(0, Operation.CREATE, Optional.empty(), set, place, object, 0);
    if (order.admit(create)) {
      order.answered(create, reply);
    }
  }

  @Override
  protected void begin() {
    state.begin();
  }

  @Override
  protected long sendDue(long nowNs) {
    while (true) {
      FlowState flow = firstFlow();
      long arrivalNs = flow == null ? Long.MAX_VALUE : flow.nextNs;
      long deleteNs = firstDeleteDueNs();
      long turnNs = turnNs();
      long dueNs = Math.min(Math.min(arrivalNs, deleteNs), turnNs);
      if (dueNs > nowNs) {
        return dueNs;
      }
      if (dueNs == turnNs) {
        if (phase + 1 >= workload.phases().size()) {
          return end(turnNs, nowNs);
        }
        beginNextPhase(turnNs);
      } else if (dueNs == deleteNs) {
        deleteAtEndOfLife(deleteNs);
      } else {
        arrive(flow);
      }
    }
  }

  /** Returns when the phase under way ends, as far as is known. */
  private long turnNs() {
    if (phase < 0) {
      return state.startNs();
    }
    if (endNs != Long.MAX_VALUE) {
      return endNs;
    }
    Phase now = workload.phases().get(phase);
    long timeNs = state.startNs() + times.beginNs(phase).getAsLong() + now.lengthNs();
    Long stateNs = reachedNs.get(phase);
    if (now.until().isEmpty() || stateNs == null) {
      return timeNs;
    }
    // What was sent before the state was heard of was due in this phase.
    return Math.min(timeNs, Math.max(stateNs, lastArrivalNs + 1));
  }

  private void beginNextPhase(long atNs) {
    noteEnd(atNs);
    phase++;
    times.begin(phase);
    Phase next = workload.phases().get(phase);
    flows.forEach(flow -> flow.begin(next, atNs));
    onPhase.accept(phase);
  }

  private void noteEnd(long atNs) {
    if (phase >= 0 && workload.phases().get(phase).until().isPresent()) {
      Long stateNs = reachedNs.get(phase);
      times.end(phase, atNs - state.startNs(), stateNs != null && stateNs <= atNs);
    }
  }

  /** Nothing more is due: waits for what is under way. */
  private long end(long atNs, long nowNs) {
    if (endNs == Long.MAX_VALUE) {
      endNs = atNs;
      noteEnd(atNs);
      times.end();
      watches.end();
    }
    if (state.inFlight() == 0) {
      return Pacer.DONE;
    }
    if (nowNs >= endNs + ANSWERS_LIMIT_NS) {
      state.stop();
      return nowNs;
    }
    return endNs + ANSWERS_LIMIT_NS;
  }

  private FlowState firstFlow() {
    FlowState first = null;
    for (FlowState flow : flows) {
      if (first == null || flow.nextNs < first.nextNs) {
        first = flow;
      }
    }
    return first;
  }

  private void arrive(FlowState flow) {
    long intendedNs = flow.nextNs;
    lastArrivalNs = Math.max(lastArrivalNs, intendedNs);
    flow.requests++;
    flow.scheduleNext();
    Optional<PlayedRequest> request = request(flow, flow.drawVerb(), intendedNs);
    if (request.isPresent()) {
      state.arrive(intendedNs);
      request.get().number = flow.requests;
      request.get().user = users.isEmpty() ? -1 : flow.random.nextInt(users.size());
      enter(request.get());
    }
  }

  /** Draws all that is random about a request; empty where there is no object for it. */
  private Optional<PlayedRequest> request(FlowState flow, Verb verb, long intendedNs) {
    PlayedSet set = flow.set;
    SplittableRandom random = flow.random;
    LiveObject object = null;
    int place = 0;
    switch (verb.operation()) {
      case CREATE -> {
        long index = set.nextIndex();
        place =
            workload.namespaces().spread().isEmpty() ? set.placeOf(index) : drawPlace(set, random);
        object = order.add(lastNumber.incrementAndGet(), set, place, flow.index, index);
      }
      case LIST, WATCH, DELETE_COLLECTION -> place = drawPlace(set, random);
      default -> {
        Optional<LiveObject> chosen = order.choose(set, verb, random);
        if (chosen.isEmpty()) {
          listener.starved(flow.index, verb.operation(), intendedNs);
          return Optional.empty();
        }
        object = chosen.get();
        place = object.place;
        if (verb.operation() == Operation.DELETE) {
          order.leaves(object);
        }
      }
    }
    PlayedRequest request =
        new PlayedRequest(
            flow.index, verb.operation(), Optional.of(verb), set, place, object, intendedNs);
    request.bytes = set.set().size().map(size -> (long) size.draw(random)).orElse(0L);
    request.amount = Math.round(verb.amount().draw(random));
    return Optional.of(request);
  }

  private int drawPlace(PlayedSet set, SplittableRandom random) {
    Choice spread = workload.namespaces().spread().orElse(new Choice.Evenly());
    return set.places() == 1 ? 0 : spread.draw(set.places(), random);
  }

  private void deleteAtEndOfLife(long dueNs) {
    Optional<LiveObject> object = order.object(takeFirstDelete());
    if (object.isEmpty()) {
      return; // deleted before its time
    }
    LiveObject leaving = object.get();
    order.leaves(leaving);
    PlayedRequest request =
        new PlayedRequest(
            leaving.flow,
            Operation.DELETE,
            Optional.empty(),
            leaving.set,
            leaving.place,
            leaving,
            dueNs);
    enter(request);
  }

  /** Sends a request now, or as soon as the order of its object lets it. */
  private void enter(PlayedRequest request) {
    // Counted before it waits, so that the loop does not end without it.
    state.sent();
    if (order.admit(request)) {
      send(request);
    }
  }

  private void send(PlayedRequest request) {
    ApiRequest sent = make(request, ticker.nanos());
    if (request.user >= 0) {
      sent = sent.as(users.get(request.user));
    }
    if (request.operation == Operation.WATCH) {
      watches.open(sent, reply -> answered(request, reply));
    } else {
      transport.send(sent, reply -> answered(request, reply));
    }
  }

  private ApiRequest make(PlayedRequest request, long nowNs) {
    PlayedSet set = request.set;
    int place = request.place;
    long number = request.object == null ? 0 : request.object.number;
    ApiRequest made =
        switch (request.operation) {
          case CREATE -> {
            ledger.creating(number);
            yield set.create(number, request.object.indexInSet, place, request.bytes, nowNs);
          }
          case GET -> set.get(request.verb.get(), request.object);
          case LIST -> set.list(request.verb.get(), place, request.continuing);
          case WATCH -> set.watch(request.verb.get(), place, request.amount);
          case UPDATE -> set.update(request.object, request.bytes, nowNs);
          case PATCH, STATUS ->
              set.patch(request.verb.get(), request.object, request.number, nowNs);
          case APPLY -> set.apply(request.object, request.bytes, nowNs);
          case SCALE -> set.scale(number, place, request.amount);
          case DELETE -> set.delete(number, place);
          case DELETE_COLLECTION -> set.deleteCollection(request.verb.get(), place);
        };
    boolean told = set.needsResourceVersion() && request.isWrite();
    return told ? made.readingEveryBody() : made;
  }

  private void answered(PlayedRequest request, ApiReply answer) {
    try {
      ApiReply reply = order.allowsNotFound(request, answer) ? answer.asAllowed() : answer;
      rememberVersion(request, reply);
      rememberDeleted(request, reply);
      List<PlayedRequest> free = order.answered(request, reply);
      if (request.operation == Operation.CREATE) {
        planDelete(request, reply);
      }
      if (reply.succeeded() && request.isArrival()) {
        carried.increment();
      }
      long number = request.object == null ? 0 : request.object.number;
      listener.completed(
          request.flow, request.operation, number, request.intendedNs, request.freeNs, reply);
      readNextPage(request, reply);
      for (PlayedRequest next : free) {
        next.freeNs = Math.max(next.intendedNs, reply.answeredNs());
        sendUnlessStopped(next);
      }
    } finally {
      left();
    }
  }

  /** What waited when the run was stopped is not sent any more. */
  private void sendUnlessStopped(PlayedRequest request) {
    if (!state.stopped()) {
      send(request);
      return;
    }
    long nowNs = ticker.nanos();
    answered(request, ApiReply.unsent("the run was stopped before", nowNs, nowNs));
  }

  private void dropped(PlayedRequest request) {
    listener.starved(request.flow, request.operation, request.intendedNs);
    left();
  }

  /** What is not in flight must not be waited for. */
  private void left() {
    if (state.answered() == 0) {
      pacer.wakeBefore(ticker.nanos()); // perhaps that was the last one
    }
  }

  private static void rememberVersion(PlayedRequest request, ApiReply reply) {
    if (request.object != null && reply.succeeded() && reply.body().length > 0) {
      JsonTree.object(reply.body())
          .map(tree -> JsonTree.text(tree, "metadata", "resourceVersion"))
          .filter(version -> !version.isEmpty())
          .ifPresent(version -> request.object.resourceVersion = version);
    }
  }

  /** Read here, not under the lock of the order: the answer has every object whole. */
  private static void rememberDeleted(PlayedRequest request, ApiReply reply) {
    if (request.operation != Operation.DELETE_COLLECTION || request.verb.get().limit() == 0) {
      return;
    }
    Set<String> names = new HashSet<>();
    Map<String, Object> list = JsonTree.object(reply.body()).orElse(Map.of());
    JsonTree.objects(list, "items")
        .forEach(item -> names.add(JsonTree.text(item, "metadata", "name")));
    request.deleted = Optional.of(names);
  }

  private void planDelete(PlayedRequest request, ApiReply reply) {
    FlowState flow = flows.get(request.flow);
    if (flow.flow.lifetime().isPresent() && ledger.mayExist(request.object.number)) {
      // By the object's number, so that it does not depend on the order of answers.
      SplittableRandom random = new SplittableRandom(request.object.number * 0x9E3779B97F4A7C15L);
      double ns = Math.min(flow.flow.lifetime().get().draw(random), Long.MAX_VALUE / 4.0);
      addDelete(reply.answeredNs() + (long) ns, request.object.number);
    }
  }

  private void readNextPage(PlayedRequest request, ApiReply reply) {
    if (request.operation != Operation.LIST || reply.body().length == 0 || !reply.succeeded()) {
      return;
    }
    String token =
        JsonTree.object(reply.body())
            .map(tree -> JsonTree.text(tree, "metadata", "continue"))
            .orElse("");
    if (!token.isEmpty() && !state.stopped()) {
      PlayedRequest next =
          new PlayedRequest(
              request.flow,
              request.operation,
              request.verb,
              request.set,
              request.place,
              null,
              reply.answeredNs());
      next.continuing = token;
      next.user = request.user;
      enter(next);
    }
  }

  private void addDelete(long dueNs, long number) {
    synchronized (deletes) {
      deletes.add(dueNs, number);
    }
    pacer.wakeBefore(dueNs);
  }

  private long firstDeleteDueNs() {
    synchronized (deletes) {
      return deletes.firstDueNs();
    }
  }

  private long takeFirstDelete() {
    synchronized (deletes) {
      return deletes.takeFirst();
    }
  }
}
