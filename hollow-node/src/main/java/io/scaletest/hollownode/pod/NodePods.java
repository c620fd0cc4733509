package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.admission.Admission;
import io.scaletest.hollownode.event.EventReason;
import io.scaletest.hollownode.event.EventSubject;
import io.scaletest.hollownode.lifetime.PodLifetime;
import io.scaletest.hollownode.lifetime.PodTraits;
import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.podspec.PodReader;
import io.scaletest.hollownode.podspec.PodSpec;
import io.scaletest.watching.heads.EventType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The pods of one node. Owned by the node's loop. */
public final class NodePods implements PodSurroundings {
  /** The kubelet compares what it told with what the server has this often. */
  static final long RECONCILE_NS = TimeUnit.SECONDS.toNanos(10);

  /** A kubelet looks at a pod again so long after something failed, and up to half as long more. */
  private static final long SYNC_BACKOFF_NS = TimeUnit.SECONDS.toNanos(10);

  /** How long what was told may take to come back by the watch before it counts as changed. */
  static final long ECHO_NS = TimeUnit.SECONDS.toNanos(10);

  private final PodHome home;
  private final Map<String, HeldPod> pods = new LinkedHashMap<>(4);
  private final Admission admission;
  private final PodTeller teller;
  private final PodReferences references;
  private final Alarm reconcile;
  private PodAddresses addresses = new PodAddresses(List.of());
  private List<String> addressesOf = List.of();
  private Set<String> unseen;
  private boolean stopped;

  public NodePods(PodHome home, SplittableRandom random) {
    this.home = home;
    this.admission = new Admission(home.pool());
    this.teller = new PodTeller(home, this::remove);
    this.references =
        new PodReferences(home, random, (pod, reason, message) -> event(pod, "", reason, message));
    this.reconcile = home.loop().alarm(this::reconcile);
    reconcile.set(home.loop().nowNs() + random.nextLong(RECONCILE_NS));
  }

  /** Does nothing any more. */
  public void stop() {
    stopped = true;
    reconcile.cancel();
    teller.stop();
    pods.values().forEach(pod -> pod.alarm.cancel());
    references.close();
  }

  /** Tells whether a pod of this uid is here. */
  public boolean has(String uid) {
    return pods.containsKey(uid);
  }

  /** All pods are told anew; what does not come before {@link #synced} is gone. */
  public void relisting() {
    unseen = new HashSet<>(pods.keySet());
  }

  /** All pods have been told. */
  public void synced() {
    if (unseen != null) {
      for (String uid : unseen) {
        remove(pods.get(uid));
      }
      unseen = null;
    }
  }

  /**
   * Takes an event of a pod of this node.
   *
   * @param echo what was read of it already
   * @param bytes the whole pod in protobuf, lent until this returns
   */
  public void event(EventType type, PodEcho echo, byte[] bytes, int offset, int length) {
    if (stopped) {
      return;
    }
    String uid = echo.uid();
    if (unseen != null) {
      unseen.remove(uid);
    }
    HeldPod held = pods.get(uid);
    if (type == EventType.DELETED) {
      remove(held);
    } else if (held == null) {
      PodReader.of(bytes, offset, length).ifPresent(pod -> add(pod, echo));
    } else {
      update(held, echo, bytes, offset, length);
    }
  }

  private void add(PodSpec spec, PodEcho echo) {
    if (spec.meta().mirror()) {
      return;
    }
    long nowNs = home.loop().nowNs();
    PodTraits traits =
        new PodTraits(
            spec.uid(),
            spec.namespace(),
            spec.meta().ownerKind(),
            spec.restartPolicy(),
            spec.meta().labels(),
            spec.meta().annotations());
    PodLifetime life =
        home.pool().lifetimes().of(traits, problem -> home.figures().failed("pod: " + problem));
    HeldPod held =
        new HeldPod(
            new PodRun(spec.admitted(), life, this),
            Admission.requests(spec),
            spec.placement().hostPorts(),
            nowNs);
    held.told = PodStatus.untold(spec);
    held.alarm = home.loop().alarm(dueNs -> advance(held, dueNs));
    held.serverConditions = echo.conditions();
    held.serverGist = echo.gist();
    held.serverPhase = PodPhase.of(echo.phase());
    held.serverGeneration = spec.meta().generation();
    held.others = echo.others();
    held.run.others(echo.others());
    pods.put(spec.uid(), held);
    begin(held, spec, nowNs);
    if (echo.deletionGraceSeconds() >= 0) {
      held.run.delete(echo.deletionGraceSeconds(), nowNs);
    }
    advance(held, nowNs);
  }

  private void begin(HeldPod held, PodSpec spec, long nowNs) {
    PodPhase phase = PodPhase.of(spec.status().phase());
    boolean begun = spec.status().startSecond() != 0;
    if (phase.isTerminal() || phase == PodPhase.RUNNING && begun) {
      adopt(held, spec, nowNs);
      return;
    }
    Optional<Admission.Refusal> refusal =
        admission.admit(spec, home.node(), home.labels().get(), home.taints().get());
    if (refusal.isPresent()) {
      home.figures().podsRejected.increment();
      String reason = refusal.get().reason();
      String message = refusal.get().message();
      held.run.reject(reason, "Pod was rejected: " + message);
      event(held.run, "", EventReason.rejection(reason), message);
      return;
    }
    held.admitted = true;
    home.figures().podsAdmitted.increment();
    if (begun) {
      goOn(held, spec, nowNs);
    } else {
      held.run.begin(nowNs);
    }
    teller.changed(held, nowNs);
    references.hold(spec, () -> held.run.volumesReady(home.loop().nowNs()), () -> wake(held));
  }

  private void adopt(HeldPod held, PodSpec spec, long nowNs) {
    goOn(held, spec, nowNs);
    if (held.run.stage() != PodRun.Stage.GONE) {
      admission.adopt(spec);
      held.admitted = true;
      references.hold(spec, () -> {}, () -> {});
      if (held.run.resize().isWanted()) {
        held.wanted = held.requests;
        resize(held, nowNs);
      }
    }
  }

  /** Goes on from where another process left the pod, and has told the server of. */
  private void goOn(HeldPod held, PodSpec spec, long nowNs) {
    held.adopted = true;
    held.run.adopt(spec.status(), nowNs);
    if (held.run.stage() != PodRun.Stage.GONE) {
      adoptAddresses(held, spec);
    }
    // What this process has not told may stay as the server has it.
    held.told = held.run.status().told().withGist(held.serverGist);
    if (spec.meta().generation() != spec.status().observedGeneration()) {
      held.run.respecify(spec.admitted(), nowNs); // changed while nobody looked
    }
  }

  private void wake(HeldPod held) {
    if (!held.removed) {
      advance(held, home.loop().nowNs());
    }
  }

  private void update(HeldPod held, PodEcho echo, byte[] bytes, int offset, int length) {
    held.serverConditions = echo.conditions();
    held.serverGist = echo.gist();
    held.serverPhase = PodPhase.of(echo.phase());
    long nowNs = home.loop().nowNs();
    held.heardNs = nowNs;
    boolean changed = false;
    if (held.serverPhase.isTerminal() && held.run.stage() != PodRun.Stage.GONE) {
      held.run.endedByOthers(held.serverPhase, nowNs);
      changed = true;
    }
    if (!echo.others().equals(held.others)) {
      held.others = echo.others();
      held.run.others(echo.others());
      changed = true;
    }
    if (echo.generation() != held.serverGeneration) {
      held.serverGeneration = echo.generation();
      if (held.run.stage() != PodRun.Stage.GONE) {
        PodReader.of(bytes, offset, length).ifPresent(newer -> respecify(held, newer, nowNs));
      }
      changed = true;
    }
    if (echo.deletionGraceSeconds() >= 0) {
      if (!held.run.isDeleted() && held.run.stage() != PodRun.Stage.GONE) {
        teller.changed(held, nowNs); // that it was seen goes out before what comes of it
      }
      held.run.delete(echo.deletionGraceSeconds(), nowNs);
      changed = true;
    }
    if (changed) {
      advance(held, nowNs);
    }
  }

  private void respecify(HeldPod held, PodSpec newer, long nowNs) {
    held.run.respecify(newer.admitted(), nowNs);
    references.update(newer);
    boolean resizes = held.admitted && held.run.mayRestart() && held.run.resize().isWanted();
    held.wanted = resizes ? Admission.requests(newer) : null;
    if (resizes) {
      resize(held, nowNs);
    } else {
      held.run.resize().settle();
    }
  }

  /** Grants a pod the resources that it wants, if there is room. */
  private void resize(HeldPod held, long nowNs) {
    Optional<Admission.Refusal> never = admission.neverFits(held.wanted);
    if (never.isPresent()) {
      held.run.resize().refuse(PodResize.INFEASIBLE, never.get().message(), nowNs);
      held.wanted = null;
      return;
    }
    Optional<Admission.Refusal> refusal = admission.resize(held.requests, held.wanted);
    if (refusal.isPresent()) {
      held.run.resize().refuse(PodResize.DEFERRED, refusal.get().message(), nowNs);
      return;
    }
    held.requests = held.wanted;
    held.wanted = null;
    held.run.resize().allocate(nowNs);
    roomMade(nowNs);
  }

  /** Others' resources may be granted now. */
  private void roomMade(long nowNs) {
    boolean waits = false;
    for (HeldPod held : pods.values()) {
      waits |= held.wanted != null;
    }
    for (HeldPod held : waits ? List.copyOf(pods.values()) : List.<HeldPod>of()) {
      if (held.wanted != null && held.admitted && held.run.mayRestart()) {
        resize(held, nowNs);
        advance(held, nowNs);
      }
    }
  }

  private void advance(HeldPod held, long nowNs) {
    if (held.removed || stopped) {
      return;
    }
    long nextNs = held.run.advance(nowNs);
    if (nextNs != Long.MAX_VALUE) {
      held.alarm.set(nextNs);
    } else {
      held.alarm.cancel();
    }
    count(held, held.run.phase());
    if (held.run.stage() == PodRun.Stage.GONE) {
      release(held, nowNs);
    }
    teller.changed(held, nowNs);
  }

  private void count(HeldPod held, PodPhase phase) {
    if (phase == held.counted) {
      return;
    }
    if (held.counted != null) {
      counter(held.counted).decrement();
    }
    if (phase != null) {
      counter(phase).increment();
      if (phase.isTerminal() && !held.run.isDeleted() && !held.adopted) {
        home.figures().podsCompleted.increment();
      }
    }
    held.counted = phase;
  }

  private LongAdder counter(PodPhase phase) {
    return switch (phase) {
      case PENDING -> home.figures().podsPending;
      case RUNNING -> home.figures().podsRunning;
      case SUCCEEDED -> home.figures().podsSucceeded;
      case FAILED -> home.figures().podsFailed;
    };
  }

  /** Gives back what a pod has of the node. */
  private void release(HeldPod held, long nowNs) {
    if (!held.admitted) {
      return;
    }
    held.admitted = false;
    admission.release(held.requests, held.hostPorts);
    references.release(held.run.spec());
    addresses().release(held.addresses, nowNs);
    held.addresses = List.of();
    roomMade(nowNs);
  }

  private void remove(HeldPod held) {
    if (held == null || held.removed) {
      return;
    }
    held.removed = true;
    pods.remove(held.run.spec().uid());
    held.alarm.release();
    count(held, null);
    release(held, home.loop().nowNs());
    home.figures().podsDeleted.increment();
  }

  /** Tells again what the server does not have as it was told, whoever changed it. */
  private void reconcile(long nowNs) {
    reconcile.set(nowNs + RECONCILE_NS);
    if (pods.isEmpty()) {
      return;
    }
    List<HeldPod> all = new ArrayList<>(pods.values());
    for (HeldPod held : all) {
      PodStatus told = held.told;
      boolean foreign = nowNs - held.toldNs >= ECHO_NS && isForeign(held);
      if (foreign && !held.queued) {
        home.figures().podReconciles.increment();
        held.told = told.asOnServer(held.serverPhase, held.serverConditions, held.serverGist);
      } else if (held.changedNs != 0 && !held.queued) {
        home.figures().podRetries.increment();
      }
      teller.changed(held, nowNs);
    }
  }

  /** Tells whether the server has another status than it was told, as far as is known. */
  private static boolean isForeign(HeldPod held) {
    PodStatus told = held.told;
    if (!told.conditions().isPresent(PodConditions.SANDBOX)) {
      return false;
    }
    boolean samePhase = told.phase() == held.serverPhase;
    boolean sameConditions = told.conditions().packed() == held.serverConditions;
    // Of a pod of which no event came since, it is only known that the watch is late.
    return held.heardNs > held.toldNs
        ? !samePhase || !sameConditions || told.gist() != held.serverGist
        : samePhase && !sameConditions;
  }

  @Override
  public List<String> takeAddresses(PodRun pod) {
    if (pod.spec().hostNetwork()) {
      return home.hostIps();
    }
    HeldPod held = pods.get(pod.spec().uid());
    if (held.addresses.isEmpty()) { // else it came with them
      held.addresses = addresses().take(home.loop().nowNs());
    }
    return held.addresses;
  }

  @Override
  public String withoutAddresses() {
    return addresses().exhausted();
  }

  private void adoptAddresses(HeldPod held, PodSpec spec) {
    if (!spec.hostNetwork()) {
      held.addresses = spec.status().podIps();
      addresses().adopt(held.addresses);
    }
  }

  /** Returns the addresses of the ranges that the node has now, without those of its pods. */
  private PodAddresses addresses() {
    List<String> cidrs = home.podCidrs().get();
    if (!cidrs.equals(addressesOf)) {
      addressesOf = cidrs;
      addresses = new PodAddresses(ranges(cidrs));
      pods.values().forEach(pod -> addresses.adopt(pod.addresses));
    }
    return addresses;
  }

  private List<AddressRange> ranges(List<String> cidrs) {
    try {
      return cidrs.stream().map(AddressRange::parse).toList();
    } catch (IllegalArgumentException e) {
      home.figures().failed("podCIDRs of a node: " + e.getMessage());
      return List.of();
    }
  }

  @Override
  public boolean bringsImage(String image) {
    return home.images().use(image);
  }

  @Override
  public long pullNs(String image) {
    return home.images().pullNs(image);
  }

  @Override
  public long imageBytes(String image) {
    return home.images().sizeBytes(image);
  }

  @Override
  public void event(PodRun pod, String container, EventReason reason, String message) {
    event(pod.spec(), container, reason, message);
  }

  private void event(PodSpec spec, String container, EventReason reason, String message) {
    home.events()
        .ifPresent(
            poster ->
                poster.post(
                    home.client(),
                    home.node(),
                    EventSubject.pod(spec.namespace(), spec.name(), spec.uid(), container),
                    reason,
                    message));
  }

  @Override
  public long epochSecondAt(long nowNs) {
    return home.loop().wallClock().at(nowNs).getEpochSecond();
  }

  @Override
  public long nanosAtEpochSecond(long second) {
    long nowNs = home.loop().nowNs();
    return nowNs - TimeUnit.SECONDS.toNanos(epochSecondAt(nowNs) - second);
  }

  @Override
  public Optional<String> configError(PodRun pod, String container) {
    return references.environmentError(pod.spec(), container);
  }

  @Override
  public long syncBackoffNs() {
    return SYNC_BACKOFF_NS + home.loop().random().nextLong(SYNC_BACKOFF_NS / 2);
  }

  @Override
  public Latencies latencies() {
    return home.habits().latencies();
  }

  @Override
  public void restarted() {
    home.figures().containerRestarts.increment();
  }
}
