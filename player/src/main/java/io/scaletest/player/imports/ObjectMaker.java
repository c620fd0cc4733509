package io.scaletest.player.imports;

import io.scaletest.common.text.DurationText;
import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes objects of arrivals, as entries that create them. For one thread. */
final class ObjectMaker {
  private static final ResourcePath PODS = new ResourcePath("", "v1", "pods", "");
  private static final ResourcePath JOBS = new ResourcePath("batch", "v1", "jobs", "");
  private static final ResourcePath DEPLOYMENTS = new ResourcePath("apps", "v1", "deployments", "");
  private static final ResourcePath MACHINES =
      new ResourcePath("kubevirt.io", "v1", "virtualmachineinstances", "");
  private static final ResourcePath NAMESPACES = new ResourcePath("", "v1", "namespaces", "");

  private static final Caller NOBODY = new Caller("", List.of(), "", "");
  private static final Outcome NONE = new Outcome(0, "", 0);
  private static final String IMAGE = "registry.k8s.io/pause:3.10";
  private static final String NAME_LABEL = "scaletest/import";
  private static final String OWNER_LABEL = "scaletest/owner";
  private static final String SOURCE = "scaletest/source";
  private static final String DETAIL = "scaletest/source-detail";
  private static final String RUNTIME = "scaletest/runtime";
  private static final String GUEST_FINALIZER = "kubevirt.io/foregroundDeleteVirtualMachine";
  private static final int ANNOTATION_CHARS_MAX = 200;
  private static final long BYTES_PER_MI = 1 << 20;
  private static final long MILLI = 1_000;

  private final ImportSettings settings;
  private long number;

  ObjectMaker(ImportSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns the entry that creates an arrival's object, to be {@link #finished} before it is
   * written.
   *
   * @param startNs when it starts, at least 0
   * @param lifetimeNs how long it lives; {@link TraceEntry#UNKNOWN} for on and on
   */
  TraceEntry entry(Arrival arrival, long startNs, long lifetimeNs) {
    String namespace =
        namespace(
            (int) Math.floorMod(OwnerHash.of(arrival.owner(), 0), (long) settings.namespaces()));
    boolean machine = arrival.kind() == Arrival.Kind.MACHINE && settings.machines();
    String prefix =
        switch (arrival.kind()) {
          case JOB -> "job-";
          case DEPLOYMENT -> "app-";
          case MACHINE -> "vm-";
          case POD -> "pod-";
        };
    String name = prefix + String.format(Locale.ROOT, "%07d", number++);
    Map<String, Object> metadata = metadata(arrival, namespace, name);
    TraceEntry entry =
        switch (arrival.kind()) {
          case JOB -> entry(JOBS, startNs, lifetimeNs, job(arrival, metadata, lifetimeNs));
          case DEPLOYMENT -> entry(DEPLOYMENTS, startNs, lifetimeNs, deployment(arrival, metadata));
          case MACHINE ->
              machine
                  ? entry(MACHINES, startNs, lifetimeNs, machine(arrival, metadata))
                  : entry(PODS, startNs, lifetimeNs, pod(arrival, metadata));
          case POD -> entry(PODS, startNs, lifetimeNs, pod(arrival, metadata));
        };
    return withOutcome(entry, entry.kind(), entry.verb(), new Outcome(0, "", arrival.pods()));
  }

  /** Returns of how many pods an entry is that is not finished: its version has that. */
  static long pods(TraceEntry entry) {
    return entry.outcome().resourceVersion();
  }

  /**
   * Returns an entry as it is written.
   *
   * @param initial whether its object is there at the beginning
   */
  static TraceEntry finished(TraceEntry entry, boolean initial) {
    return initial
        ? withOutcome(entry, EntryKind.INITIAL, "", NONE)
        : withOutcome(entry, entry.kind(), entry.verb(), NONE);
  }

  static String namespace(int index) {
    return String.format(Locale.ROOT, "import-%03d", index);
  }

  /** Returns a namespace that is there at the beginning. */
  static TraceEntry namespaceEntry(String name, long startNs) {
    Map<String, Object> object =
        JsonTree.of("apiVersion", "v1", "kind", "Namespace", "metadata", JsonTree.of("name", name));
    return finished(entry(NAMESPACES, startNs, TraceEntry.UNKNOWN, object), true);
  }

  private static TraceEntry entry(
      ResourcePath resource, long startNs, long lifetimeNs, Map<String, Object> object) {
    return new TraceEntry(
        EntryKind.REQUEST,
        TrafficClass.CLIENT,
        startNs,
        TraceEntry.UNKNOWN,
        "create",
        resource,
        new ObjectName(
            JsonTree.text(object, "metadata", "namespace"),
            JsonTree.text(object, "metadata", "name"),
            NameOrigin.REQUEST,
            ""),
        "",
        PatchType.NONE,
        false,
        NOBODY,
        "",
        NONE,
        SourceDetail.UNKNOWN,
        TraceBody.of(JsonWriter.bytes(object)),
        lifetimeNs,
        TraceEntry.NO_ID);
  }

  private static TraceEntry withOutcome(
      TraceEntry entry, EntryKind kind, String verb, Outcome outcome) {
    return new TraceEntry(
        kind,
        entry.traffic(),
        entry.startNs(),
        entry.durationNs(),
        verb,
        entry.resource(),
        entry.object(),
        entry.query(),
        entry.patch(),
        entry.patchInferred(),
        entry.caller(),
        entry.server(),
        outcome,
        entry.detail(),
        entry.body(),
        entry.lifetimeNs(),
        entry.id());
  }

  private static Map<String, Object> metadata(Arrival arrival, String namespace, String name) {
    return JsonTree.of(
        "namespace",
        namespace,
        "name",
        name,
        "labels",
        labels(arrival, name),
        "annotations",
        JsonTree.of(
            SOURCE,
            cut(arrival.name()),
            DETAIL,
            arrival.detail().isEmpty() ? null : cut(arrival.detail())));
  }

  /** Owners' names are hashes or names of the source's own; a label takes only some of them. */
  private static Map<String, Object> labels(Arrival arrival, String name) {
    return JsonTree.of(
        NAME_LABEL, name, OWNER_LABEL, "o" + Long.toHexString(OwnerHash.of(arrival.owner(), 0)));
  }

  private static String cut(String text) {
    return text.length() > ANNOTATION_CHARS_MAX ? text.substring(0, ANNOTATION_CHARS_MAX) : text;
  }

  private Map<String, Object> pod(Arrival arrival, Map<String, Object> metadata) {
    return JsonTree.of(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        metadata,
        "spec",
        podSpec(arrival, "Always"));
  }

  private Map<String, Object> podSpec(Arrival arrival, String restartPolicy) {
    Map<String, Object> container =
        JsonTree.of("name", "main", "image", IMAGE, "resources", resources(arrival));
    return JsonTree.of(
        "restartPolicy",
        restartPolicy,
        "containers",
        List.of(container),
        "affinity",
        arrival.apart() ? apart(arrival) : null);
  }

  private static Map<String, Object> apart(Arrival arrival) {
    Object owner = labels(arrival, "").get(OWNER_LABEL);
    return JsonTree.of(
        "podAntiAffinity",
        JsonTree.of(
            "requiredDuringSchedulingIgnoredDuringExecution",
            List.of(
                JsonTree.of(
                    "topologyKey",
                    "kubernetes.io/hostname",
                    "labelSelector",
                    JsonTree.of("matchLabels", JsonTree.of(OWNER_LABEL, owner))))));
  }

  private Map<String, Object> resources(Arrival arrival) {
    Map<String, Object> requests = amounts(arrival);
    if (arrival.gpus() == 0) {
      return JsonTree.of("requests", requests);
    }
    String gpus = Integer.toString(arrival.gpus());
    requests.put(settings.gpu(), gpus);
    return JsonTree.of("requests", requests, "limits", JsonTree.of(settings.gpu(), gpus));
  }

  private static Map<String, Object> amounts(Arrival arrival) {
    return JsonTree.of(
        "cpu",
        arrival.cpuMilli() == 0 ? null : arrival.cpuMilli() + "m",
        "memory",
        arrival.memoryBytes() == 0 ? null : mebibytes(arrival.memoryBytes()));
  }

  private static String mebibytes(long bytes) {
    return Math.max(1, (bytes + BYTES_PER_MI / 2) / BYTES_PER_MI) + "Mi";
  }

  private Map<String, Object> job(Arrival arrival, Map<String, Object> metadata, long lifetimeNs) {
    boolean ends = settings.ending() && lifetimeNs != TraceEntry.UNKNOWN;
    Map<String, Object> annotations =
        JsonTree.of(
            RUNTIME,
            ends ? DurationText.ofNanos(Math.round(lifetimeNs / settings.lifetimeSpeed())) : null);
    Map<String, Object> template =
        JsonTree.of(
            "metadata",
            JsonTree.of(
                "labels",
                metadata.get("labels"),
                "annotations",
                annotations.isEmpty() ? null : annotations),
            "spec",
            podSpec(arrival, "Never"));
    return JsonTree.of(
        "apiVersion",
        "batch/v1",
        "kind",
        "Job",
        "metadata",
        metadata,
        "spec",
        JsonTree.of(
            "parallelism",
            (long) arrival.pods(),
            "completions",
            (long) arrival.pods(),
            "template",
            template));
  }

  private Map<String, Object> deployment(Arrival arrival, Map<String, Object> metadata) {
    Object name = metadata.get("name");
    return JsonTree.of(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        metadata,
        "spec",
        JsonTree.of(
            "replicas",
            (long) arrival.pods(),
            "selector",
            JsonTree.of("matchLabels", JsonTree.of(NAME_LABEL, name)),
            "template",
            JsonTree.of(
                "metadata",
                JsonTree.of("labels", metadata.get("labels")),
                "spec",
                podSpec(arrival, "Always"))));
  }

  /** Returns a machine as KubeVirt's own load tests make them, but for its size. */
  private Map<String, Object> machine(Arrival arrival, Map<String, Object> metadata) {
    Map<String, Object> requests = amounts(arrival);
    long cores = Math.max(1, (arrival.cpuMilli() + MILLI - 1) / MILLI);
    metadata.put("finalizers", List.of(GUEST_FINALIZER));
    return JsonTree.of(
        "apiVersion",
        "kubevirt.io/v1",
        "kind",
        "VirtualMachineInstance",
        "metadata",
        metadata,
        "spec",
        JsonTree.of(
            "architecture",
            "amd64",
            "terminationGracePeriodSeconds",
            30L,
            "domain",
            JsonTree.of(
                "cpu",
                JsonTree.of("cores", cores, "sockets", 1L, "threads", 1L),
                "devices",
                JsonTree.of(
                    "interfaces",
                    List.of(JsonTree.of("name", "default", "masquerade", JsonTree.of()))),
                "machine",
                JsonTree.of("type", "q35"),
                "memory",
                requests.containsKey("memory")
                    ? JsonTree.of("guest", requests.get("memory"))
                    : null,
                "resources",
                JsonTree.of("requests", requests)),
            "networks",
            List.of(JsonTree.of("name", "default", "pod", JsonTree.of()))));
  }
}
