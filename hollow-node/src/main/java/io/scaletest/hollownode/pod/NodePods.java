package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeLink;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.NodeStates.Need;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.hollownode.pools.PodLifetime;
import io.scaletest.hollownode.pools.PodSelector;
import io.scaletest.hollownode.pools.PodTraits;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Taint;
import io.scaletest.watching.heads.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod manager of one kubelet: admits the pods of its node, drives their life cycles, and hands
 * their status to the status manager. To be called with the loop's lock held; nothing blocks.
 */
public final class NodePods implements PodHost, NodePart {
  private static final Logger LOG = LoggerFactory.getLogger(NodePods.class);

  /** The kubelet compares what it reported with what the server has this often. */
  static final long RECONCILE_NS = TimeUnit.SECONDS.toNanos(10);

  /** A kubelet syncs a pod again so long after something failed, and up to half as long more. */
  private static final long SYNC_BACKOFF_NS = TimeUnit.SECONDS.toNanos(10);

  private static final String EVICTED = "Evicted";
  private static final String SHUTDOWN_MESSAGE =
      "Pod was terminated in response to imminent node shutdown.";
  private static final String MEMORY_PRESSURE = "MemoryPressure";
  private static final Taint UNDER_MEMORY_PRESSURE =
      new Taint("node.kubernetes.io/memory-pressure", "", "NoSchedule");

  private final NodeContext context;
  private final CachedNode node;
  private final NodeImages images;
  private final ResourceUsages usages;
  private final Map<String, ManagedPod> pods = new LinkedHashMap<>(4);
  private final Admission admission;
  private final StatusManager statusManager;
  private final Set<String> pressures = new TreeSet<>();
  private final PodReferences references;
  private final SplittableRandom random;
  private final Alarm reconcile;
  private PodAddresses addresses = new PodAddresses(List.of());
  private List<String> addressesOf = List.of();
  private Set<String> unseen;

  /** What is wrong now with pods that come. */
  private final List<NewPods> newPods = new ArrayList<>(0);

  /** Whether the kubelet's process runs and looks after the pods. */
  private boolean running;

  /** Whether the machine is about to go off. */
  private boolean shuttingDown;

  /** Whether the machine was off, and the pods have not been started again. */
  private boolean restartDue;

  /** When the machine went off; of no meaning before it first did. */
  private long offNs;

  public NodePods(
      NodeContext context,
      CachedNode node,
      NodeImages images,
      ResourceUsages usages,
      SplittableRandom random) {
    this.context = context;
    this.node = node;
    this.images = images;
    this.usages = usages;
    this.admission = new Admission(context.node().pool());
    this.statusManager = new StatusManager(context, this::remove);
    this.references =
        new PodReferences(
            context, random, (pod, reason, message) -> event(pod, "", reason, message));
    this.reconcile = context.loop().alarm(this::reconcile);
    this.random = random;
  }

  /** Makes this, and what it is made of, parts of its node. */
  public void addTo(NodeStates states) {
    states.add(statusManager, Need.NETWORK);
    states.add(this, Need.KUBELET);
  }

  /** Starts; the pods that the disk knows are started again when the server has listed them. */
  @Override
  public void start() {
    running = true;
    shuttingDown = false;
    pressures.clear();
    restartDue = !pods.isEmpty();
    reconcile.set(context.loop().nowNs() + random.nextLong(RECONCILE_NS));
  }

  private void restart(ManagedPod pod, long nowNs) {
    if (pod.run().stage() == PodRun.Stage.GONE) {
      return;
    }
    addresses().release(pod.addresses(), nowNs);
    pod.setAddresses(List.of());
    pod.run().machineRestarted(offNs, nowNs);
    references.hold(
        pod.spec(), () -> pod.run().volumesReady(context.loop().nowNs()), () -> wake(pod));
    advance(pod, nowNs);
  }

  /** The kubelet hangs: containers live on, and nobody looks at them. */
  @Override
  public void pause() {
    running = false;
    reconcile.cancel();
  }

  @Override
  public void resume() {
    running = true;
    long nowNs = context.loop().nowNs();
    reconcile.set(nowNs + NodeLink.SPREAD_NS + random.nextLong(NodeLink.SPREAD_NS));
    List.copyOf(pods.values()).forEach(pod -> advance(pod, nowNs));
  }

  @Override
  public void stop() {
    running = false;
    offNs = context.loop().nowNs();
    reconcile.cancel();
    pods.values().forEach(pod -> pod.wakeAt(Long.MAX_VALUE));
    references.close();
  }

  /** The node has this pressure from now on, or no more, which decides what it admits. */
  public void setPressure(String condition, boolean on) {
    if (on) {
      pressures.add(condition);
    } else {
      pressures.remove(condition);
    }
  }

  /**
   * Evicts the first pod in the kubelet's order, at once.
   *
   * @param resource what is short: {@code memory}, {@code ephemeral-storage} or {@code pids}
   * @return whether there was one
   */
  public boolean evict(String resource) {
    long nowNs = context.loop().nowNs();
    EvictionOrder order = new EvictionOrder(resource, epochSecondAt(nowNs));
    Optional<ManagedPod> first =
        pods.values().stream()
            .filter(pod -> pod.isAdmitted() && pod.run().mayRestart())
            .filter(pod -> !pod.spec().meta().critical())
            .min(order);
    first.ifPresent(
        pod -> {
          String message = order.message(pod);
          context.event(EventReason.EVICTION_THRESHOLD_MET, "Attempting to reclaim " + resource);
          event(pod.run(), "", EventReason.EVICTED, message);
          pod.run().disrupt(EVICTED, message, 1, nowNs);
          advance(pod, nowNs);
        });
    return first.isPresent();
  }

  /** Returns how many pods are there that could be evicted. */
  public int evictable() {
    return (int)
        pods.values().stream()
            .filter(pod -> pod.isAdmitted() && pod.run().mayRestart())
            .filter(pod -> !pod.spec().meta().critical())
            .count();
  }

  /**
   * Ends pods, since the node is about to go off, and takes no more.
   *
   * @param critical whether the critical ones, or the others
   * @param graceSeconds of each, at most
   */
  public void shutDown(boolean critical, long graceSeconds) {
    shuttingDown = true;
    long nowNs = context.loop().nowNs();
    for (ManagedPod pod : List.copyOf(pods.values())) {
      if (pod.spec().meta().critical() == critical) {
        long grace = Math.min(pod.spec().graceSeconds(), graceSeconds);
        pod.run().disrupt("Terminated", SHUTDOWN_MESSAGE, grace, nowNs);
        advance(pod, nowNs);
      }
    }
  }

  /** Tells whether all pods of that kind have ended, and that was reported. */
  public boolean isShutDown(boolean critical) {
    return statusManager.isIdle()
        && pods.values().stream()
            .filter(pod -> pod.spec().meta().critical() == critical)
            .allMatch(pod -> pod.run().stage() == PodRun.Stage.GONE);
  }

  /** The node has so much of a resource for its pods from now on; those that are there stay. */
  public void setAllocatable(String resource, Quantity amount) {
    admission.setAllocatable(resource, amount);
  }

  /** Tells whether a pod of this uid is here. */
  public boolean has(String uid) {
    return pods.containsKey(uid);
  }

  /** Returns how each pod is now. */
  public List<PodView> views() {
    return pods.values().stream().map(pod -> PodView.of(pod.run(), pod.usage())).toList();
  }

  /** Returns how those that a selector matches are now, without those that have ended. */
  public List<PodView> selected(PodSelector selector) {
    return pods.values().stream()
        .filter(pod -> pod.run().stage() != PodRun.Stage.GONE)
        .filter(
            pod -> {
              PodSpec spec = pod.spec();
              PodSpec.Meta meta = spec.meta();
              return selector.matches(
                  spec.namespace(), meta.ownerKind(), meta.labels(), spec.images());
            })
        .map(pod -> PodView.of(pod.run(), pod.usage()))
        .toList();
  }

  /** Returns how the pod of that name is now; empty where there is none. */
  public Optional<PodView> view(String namespace, String name) {
    for (ManagedPod pod : pods.values()) {
      if (pod.spec().name().equals(name) && pod.spec().namespace().equals(namespace)) {
        return Optional.of(PodView.of(pod.run(), pod.usage()));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the pods as a {@code PodList} in JSON, as far as a kubelet acts on them.
   *
   * @param running whether only those are wanted of which a container runs
   */
  public byte[] list(boolean running) {
    List<PodRun> runs = new ArrayList<>(pods.size());
    for (ManagedPod pod : pods.values()) {
      if (!running || pod.run().hasRunningContainer()) {
        runs.add(pod.run());
      }
    }
    return PodListBody.of(runs, context.node().internalIps());
  }

  /** A new list of pods begins: one that does not come before {@link #synced} was deleted. */
  public void relisting() {
    unseen = new HashSet<>(pods.keySet());
  }

  /** The list of pods is complete. */
  public void synced() {
    if (unseen != null) {
      for (String uid : unseen) {
        remove(pods.get(uid));
      }
      unseen = null;
    }
    if (restartDue) {
      restartDue = false;
      long nowNs = context.loop().nowNs();
      List.copyOf(pods.values()).forEach(pod -> restart(pod, nowNs));
    }
  }

  /**
   * Takes an event of a pod of this node.
   *
   * @param observed what was read of it already
   * @param bytes the whole pod in protobuf, lent until this returns
   */
  public void event(EventType type, ObservedPod observed, byte[] bytes, int offset, int length) {
    if (!running) {
      return;
    }
    String uid = observed.uid();
    if (unseen != null) {
      unseen.remove(uid);
    }
    ManagedPod pod = pods.get(uid);
    if (type == EventType.DELETED) {
      remove(pod);
    } else if (pod == null) {
      PodSpec.read(bytes, offset, length).ifPresent(spec -> add(spec, observed));
    } else {
      update(pod, observed, bytes, offset, length);
    }
  }

  private void add(PodSpec spec, ObservedPod observed) {
    if (spec.meta().mirror()) {
      return;
    }
    long nowNs = context.loop().nowNs();
    PodLifetime life = lifetime(spec);
    PodUsage usage =
        PodUsage.of(
            life.key(),
            spec.namespace(),
            spec.name(),
            spec.meta().annotations(),
            usages,
            problem -> annotationProblem(spec, problem));
    ManagedPod pod =
        new ManagedPod(
            new PodRun(admitted(spec), life, usage, this),
            spec,
            observed,
            Admission.requests(spec),
            usage,
            nowNs);
    pod.setAlarm(context.loop().alarm(dueNs -> advance(pod, dueNs)));
    pods.put(spec.uid(), pod);
    begin(pod, spec, nowNs);
    for (NewPods coming : newPods) {
      if (!pod.isAdopted() && coming.includes(spec)) {
        pod.run().beginFault(coming.fault(), nowNs);
        coming.hit().accept(spec.key());
      }
    }
    if (observed.deletionGraceSeconds() >= 0) {
      pod.run().delete(observed.deletionGraceSeconds(), nowNs);
    }
    advance(pod, nowNs);
  }

  private PodSpec admitted(PodSpec spec) {
    return spec.admitted(context.settings().podLabels());
  }

  private PodLifetime lifetime(PodSpec spec) {
    PodTraits traits =
        new PodTraits(
            spec.uid(),
            spec.namespace(),
            spec.meta().ownerKind(),
            spec.restartPolicy(),
            spec.meta().labels(),
            spec.meta().annotations(),
            spec.images());
    return context.node().pool().lifetimeOf(traits, problem -> annotationProblem(spec, problem));
  }

  /** Makes a pod fail on purpose until {@link #endFault}, if it is here. */
  public void beginFault(String uid, PodFault fault) {
    ManagedPod pod = pods.get(uid);
    if (pod != null) {
      beginFault(pod, fault);
    }
  }

  private void beginFault(ManagedPod pod, PodFault fault) {
    long nowNs = context.loop().nowNs();
    pod.run().beginFault(fault, nowNs);
    advance(pod, nowNs);
  }

  /** Ends what {@link #beginFault} began, if the pod is still here. */
  public void endFault(String uid, PodFault fault) {
    ManagedPod pod = pods.get(uid);
    if (pod != null) {
      long nowNs = context.loop().nowNs();
      pod.run().endFault(fault, nowNs);
      advance(pod, nowNs);
    }
  }

  /** Makes pods fail on purpose that come to this node before {@link #endFaults}. */
  public void beginFaults(NewPods coming) {
    newPods.add(coming);
  }

  /** Ends what {@link #beginFaults} began, of all pods that came meanwhile, too. */
  public void endFaults(NewPods coming) {
    newPods.remove(coming);
    List.copyOf(pods.keySet()).forEach(uid -> endFault(uid, coming.fault()));
  }

  private void annotationProblem(PodSpec spec, String problem) {
    int kinds = context.figures().failures().byFrequency().size();
    context.figures().failed("pod: " + problem);
    if (context.figures().failures().byFrequency().size() > kinds) {
      // All pods of a template have the same problem.
      LOG.warn("pod {}: {} (further ones are only counted)", spec.key(), problem);
    }
    event(spec, "", EventReason.INVALID_ANNOTATION, problem);
  }

  private void begin(ManagedPod pod, PodSpec spec, long nowNs) {
    PodPhase phase = PodPhase.of(spec.status().phase());
    boolean begun = spec.status().startSecond() != 0;
    if (phase.isTerminal() || phase == PodPhase.RUNNING && begun) {
      adopt(pod, spec, nowNs);
      return;
    }
    Optional<Admission.Refusal> refusal =
        underPressure(spec)
            .or(() -> admission.admit(spec, context.name(), node.labels(), node.evictingTaints()));
    if (refusal.isPresent()) {
      context.figures().podsRejected.increment();
      String reason = refusal.get().reason();
      String message = refusal.get().message();
      pod.run().reject(reason, "Pod was rejected: " + message);
      event(pod.run(), "", EventReason.rejection(reason), message);
      return;
    }
    pod.admit();
    context.figures().podsAdmitted.increment();
    if (begun) {
      goOn(pod, spec, nowNs);
    } else {
      pod.run().begin(nowNs);
    }
    statusManager.changed(pod, nowNs);
    references.hold(spec, () -> pod.run().volumesReady(context.loop().nowNs()), () -> wake(pod));
  }

  /** Returns why a node in trouble takes no pod, or not this one. */
  private Optional<Admission.Refusal> underPressure(PodSpec spec) {
    if (shuttingDown) {
      return Optional.of(
          new Admission.Refusal("NodeShutdown", "Pod was rejected as the node is shutting down."));
    }
    boolean memoryOnly = pressures.equals(Set.of(MEMORY_PRESSURE));
    if (pressures.isEmpty()
        || spec.meta().critical()
        || memoryOnly && !Admission.isBestEffort(spec)
        || memoryOnly && Admission.tolerates(spec, UNDER_MEMORY_PRESSURE)) {
      return Optional.empty();
    }
    return Optional.of(
        new Admission.Refusal(
            EVICTED, "The node had condition: [" + String.join(" ", pressures) + "]. "));
  }

  private void adopt(ManagedPod pod, PodSpec spec, long nowNs) {
    goOn(pod, spec, nowNs);
    if (pod.run().stage() != PodRun.Stage.GONE) {
      admission.adopt(spec);
      pod.admit();
      references.hold(spec, () -> {}, () -> {});
      if (pod.run().resize().isWanted()) {
        pod.setResize(Optional.of(pod.requests()));
        resize(pod, nowNs);
      }
    }
  }

  /** Goes on from what another process has reported of the pod. */
  private void goOn(ManagedPod pod, PodSpec spec, long nowNs) {
    pod.adopt();
    pod.run().adopt(spec.status(), nowNs);
    if (pod.run().stage() != PodRun.Stage.GONE) {
      adoptAddresses(pod, spec);
    }
    // What this process has not reported may stay as the server has it.
    pod.assumeReported();
    if (spec.meta().generation() != spec.status().observedGeneration()) {
      pod.run().respecify(admitted(spec), nowNs); // changed while no kubelet ran
    }
  }

  private void wake(ManagedPod pod) {
    if (!pod.isRemoved()) {
      advance(pod, context.loop().nowNs());
    }
  }

  private void update(ManagedPod pod, ObservedPod observed, byte[] bytes, int offset, int length) {
    long nowNs = context.loop().nowNs();
    pod.observe(observed);
    pod.eventAt(nowNs);
    boolean changed = false;
    if (pod.serverPhase().isTerminal() && pod.run().stage() != PodRun.Stage.GONE) {
      pod.run().endedByOthers(pod.serverPhase(), nowNs);
      changed = true;
    }
    changed |= pod.changesOthersConditions(observed.others());
    if (pod.changesFailures(observed.failures()) && pod.run().stage() != PodRun.Stage.GONE) {
      PodSpec.read(bytes, offset, length)
          .ifPresent(spec -> pod.run().setFaults(lifetime(spec).faults(), nowNs));
      changed = true;
    }
    if (pod.changesGeneration(observed.generation())) {
      if (pod.run().stage() != PodRun.Stage.GONE) {
        PodSpec.read(bytes, offset, length).ifPresent(newer -> respecify(pod, newer, nowNs));
      }
      changed = true;
    }
    if (observed.deletionGraceSeconds() >= 0) {
      if (!pod.run().isDeleted() && pod.run().stage() != PodRun.Stage.GONE) {
        statusManager.changed(pod, nowNs); // that it was seen goes out before what comes of it
      }
      pod.run().delete(observed.deletionGraceSeconds(), nowNs);
      changed = true;
    }
    if (changed) {
      advance(pod, nowNs);
    }
  }

  private void respecify(ManagedPod pod, PodSpec newer, long nowNs) {
    pod.run().respecify(admitted(newer), nowNs);
    references.update(newer);
    boolean resizes = pod.isAdmitted() && pod.run().mayRestart() && pod.run().resize().isWanted();
    pod.setResize(resizes ? Optional.of(Admission.requests(newer)) : Optional.empty());
    if (resizes) {
      resize(pod, nowNs);
    } else {
      pod.run().resize().settle();
    }
  }

  /** Grants a pod the resources that it waits for, if there is room. */
  private void resize(ManagedPod pod, long nowNs) {
    Map<String, Long> wanted = pod.resize().orElseThrow();
    Optional<Admission.Refusal> never = admission.neverFits(wanted);
    if (never.isPresent()) {
      pod.run().resize().refuse(PodResize.INFEASIBLE, never.get().message(), nowNs);
      pod.setResize(Optional.empty());
      return;
    }
    Optional<Admission.Refusal> refusal = admission.resize(pod.requests(), wanted);
    if (refusal.isPresent()) {
      pod.run().resize().refuse(PodResize.DEFERRED, refusal.get().message(), nowNs);
      return;
    }
    pod.grantResize();
    pod.run().resize().allocate(nowNs);
    retryResizes(nowNs);
  }

  /** There is room: the pods that wait for other resources may be granted them. */
  private void retryResizes(long nowNs) {
    boolean waits = false;
    for (ManagedPod pod : pods.values()) {
      waits |= pod.resize().isPresent();
    }
    for (ManagedPod pod : waits ? List.copyOf(pods.values()) : List.<ManagedPod>of()) {
      if (pod.resize().isPresent() && pod.isAdmitted() && pod.run().mayRestart()) {
        resize(pod, nowNs);
        advance(pod, nowNs);
      }
    }
  }

  private void advance(ManagedPod pod, long nowNs) {
    if (pod.isRemoved() || !running) {
      return;
    }
    pod.wakeAt(pod.run().advance(nowNs));
    count(pod, Optional.of(pod.run().phase()));
    if (pod.run().stage() == PodRun.Stage.GONE) {
      release(pod, nowNs);
    }
    statusManager.changed(pod, nowNs);
  }

  private void count(ManagedPod pod, Optional<PodPhase> phase) {
    if (phase.equals(pod.counted())) {
      return;
    }
    pod.counted().ifPresent(before -> counter(before).decrement());
    phase.ifPresent(now -> counter(now).increment());
    boolean ended = phase.map(PodPhase::isTerminal).orElse(false);
    if (ended && !pod.run().isDeleted() && !pod.isAdopted()) {
      context.figures().podsCompleted.increment();
    }
    pod.setCounted(phase);
  }

  private LongAdder counter(PodPhase phase) {
    return switch (phase) {
      case PENDING -> context.figures().podsPending;
      case RUNNING -> context.figures().podsRunning;
      case SUCCEEDED -> context.figures().podsSucceeded;
      case FAILED -> context.figures().podsFailed;
    };
  }

  /** Gives back what a pod has of the node. */
  private void release(ManagedPod pod, long nowNs) {
    if (!pod.isAdmitted()) {
      return;
    }
    admission.release(pod.requests(), pod.hostPorts());
    references.release(pod.spec());
    addresses().release(pod.addresses(), nowNs);
    pod.release();
    retryResizes(nowNs);
  }

  private void remove(ManagedPod pod) {
    if (pod == null || pod.isRemoved()) {
      return;
    }
    pod.remove();
    pods.remove(pod.spec().uid());
    count(pod, Optional.empty());
    release(pod, context.loop().nowNs());
    context.figures().podsDeleted.increment();
  }

  /** Reports again what the server does not have as it was reported, whoever changed it. */
  private void reconcile(long nowNs) {
    reconcile.set(nowNs + RECONCILE_NS);
    if (pods.isEmpty()) {
      return;
    }
    for (ManagedPod pod : new ArrayList<>(pods.values())) {
      if (!pod.isQueued() && pod.isChangedByOthers(nowNs)) {
        context.figures().podReconciles.increment();
        pod.assumeServersStatus();
      } else if (!pod.isQueued() && pod.isChanged()) {
        context.figures().podRetries.increment();
      }
      statusManager.changed(pod, nowNs);
    }
  }

  @Override
  public List<String> takeAddresses(PodRun run) {
    if (run.spec().hostNetwork()) {
      return context.node().internalIps();
    }
    ManagedPod pod = pods.get(run.spec().uid());
    if (pod.addresses().isEmpty()) { // else it came with them
      pod.setAddresses(addresses().take(context.loop().nowNs()));
    }
    return pod.addresses();
  }

  @Override
  public String withoutAddresses() {
    return addresses().exhausted();
  }

  private void adoptAddresses(ManagedPod pod, PodSpec spec) {
    if (!spec.hostNetwork()) {
      pod.setAddresses(spec.status().podIps());
      addresses().adopt(pod.addresses());
    }
  }

  /** Returns the addresses of the ranges that the node has now, without those of its pods. */
  private PodAddresses addresses() {
    List<String> cidrs = node.podCidrs();
    if (!cidrs.equals(addressesOf)) {
      addressesOf = cidrs;
      addresses = addressesOf(cidrs);
      pods.values().forEach(pod -> addresses.adopt(pod.addresses()));
    }
    return addresses;
  }

  private PodAddresses addressesOf(List<String> cidrs) {
    try {
      return PodAddresses.of(cidrs);
    } catch (IllegalArgumentException e) {
      context.figures().failed("podCIDRs of a node: " + e.getMessage());
      return PodAddresses.of(List.of());
    }
  }

  @Override
  public boolean bringsImage(String image) {
    return images.use(image);
  }

  @Override
  public long pullNs(String image) {
    return images.pullNs(image);
  }

  @Override
  public long imageBytes(String image) {
    return images.sizeBytes(image);
  }

  @Override
  public void event(PodRun pod, String container, EventReason reason, String message) {
    event(pod.spec(), container, reason, message);
  }

  private void event(PodSpec spec, String container, EventReason reason, String message) {
    context.podEvent(spec.namespace(), spec.name(), spec.uid(), container, reason, message);
  }

  @Override
  public long epochSecondAt(long nowNs) {
    return context.wallTimeAt(nowNs).getEpochSecond();
  }

  @Override
  public long nanosAtEpochSecond(long second) {
    long nowNs = context.loop().nowNs();
    Instant now = context.loop().wallClock().at(nowNs);
    return nowNs - TimeUnit.SECONDS.toNanos(now.getEpochSecond() - second) - now.getNano();
  }

  @Override
  public Optional<String> configError(PodRun pod, String container) {
    return references.environmentError(pod.spec(), container);
  }

  @Override
  public long syncBackoffNs() {
    return SYNC_BACKOFF_NS + context.loop().random().nextLong(SYNC_BACKOFF_NS / 2);
  }

  @Override
  public Latencies latencies() {
    return context.settings().latencies();
  }

  @Override
  public void restarted() {
    context.figures().containerRestarts.increment();
  }
}
