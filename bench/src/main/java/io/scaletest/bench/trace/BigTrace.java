package io.scaletest.bench.trace;

import io.scaletest.common.clock.Ticker;
import io.scaletest.player.survey.TraceCheck;
import io.scaletest.player.survey.TraceSummary;
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
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceTotals;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes a trace of as many entries as are asked for, like that of a busy cluster: reads, writes
 * with bodies, watches, leases of nodes, of hundreds of callers. Then reads it as {@code trace
 * summary} and {@code trace validate} do, and tells how many entries a second that were and how
 * much of the heap was in use at most.
 *
 * <pre>{@code
 * java -Xmx512m -cp bench/target/bench.jar:player/target/player.jar
 *     io.scaletest.bench.trace.BigTrace FILE ENTRIES [make|summary|validate ...]
 * }</pre>
 */
public final class BigTrace {
  private static final int SEED = 18;
  private static final int NAMESPACES = 50;
  private static final int USERS = 200;
  private static final int NODES = 1_000;
  private static final int NAMES = 20_000;
  private static final int BODY_BYTES = 700;
  private static final long BEGIN_NS = 1_777_881_600_000_000_000L;
  private static final int STEP_US_MAX = 1_000;
  private static final double NS_PER_S = 1e9;
  private static final double MIB = 1 << 20;

  private static final ResourcePath PODS = new ResourcePath("", "v1", "pods", "");
  private static final ResourcePath LEASES =
      new ResourcePath("coordination.k8s.io", "v1", "leases", "");
  private static final List<ResourcePath> RESOURCES =
      List.of(
          PODS,
          PODS.of("status"),
          new ResourcePath("", "v1", "configmaps", ""),
          new ResourcePath("", "v1", "secrets", ""),
          new ResourcePath("", "v1", "services", ""),
          new ResourcePath("apps", "v1", "deployments", ""),
          new ResourcePath("apps", "v1", "replicasets", "status"),
          new ResourcePath("batch", "v1", "jobs", ""),
          new ResourcePath("discovery.k8s.io", "v1", "endpointslices", ""),
          new ResourcePath("example.com", "v1alpha1", "widgets", ""));

  /** Of ten requests. */
  private static final List<String> VERBS =
      List.of("get", "get", "get", "list", "update", "patch", "create", "delete", "watch", "get");

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Caller> callers = new ArrayList<>();
  private long atNs = BEGIN_NS;
  private long version = 1;

  private BigTrace() {
    for (int i = 0; i < USERS; i++) {
      callers.add(
          new Caller(
              "system:serviceaccount:team-" + i % NAMESPACES + ":app-" + i,
              List.of("system:serviceaccounts", "system:authenticated"),
              "",
              "app-" + i + "/v1.2." + i % 7 + " (linux/amd64) kubernetes/3dca93e"));
    }
  }

  public static void main(String[] args) throws IOException {
    Ticker ticker = Ticker.system();
    Path file = Path.of(args[0]);
    long entries = Long.parseLong(args[1]);
    List<String> steps =
        args.length > 2
            ? List.of(args).subList(2, args.length)
            : List.of("make", "summary", "validate");
    for (String step : steps) {
      heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
      long from = ticker.nanos();
      long done =
          switch (step) {
            case "make" -> new BigTrace().make(file, entries);
            case "summary" -> summary(file);
            default -> validate(file);
          };
      double seconds = (ticker.nanos() - from) / NS_PER_S;
      System.out.printf(
          Locale.ROOT,
          "%-9s %,d entries in %.1f s, %,.0f/s, heap %.0f MiB at most, trace %,.1f MB%n",
          step,
          done,
          seconds,
          done / seconds,
          heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MIB,
          Files.size(file) / 1e6);
    }
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static long summary(Path file) throws IOException {
    try (TraceReader reader = TraceReader.open(file, Bodies.SKIPPED)) {
      long lines = TraceSummary.of(reader).lines().size();
      if (lines == 0 || reader.damage().isPresent()) {
        throw new IOException("the trace cannot be read: " + reader.damage());
      }
      return reader.entries();
    }
  }

  private static long validate(Path file) throws IOException {
    try (TraceReader reader = TraceReader.open(file, Bodies.READ)) {
      var fault = TraceCheck.fault(reader);
      if (fault.isPresent()) {
        throw new IOException("the trace " + fault.get());
      }
      return reader.entries();
    }
  }

  private long make(Path file, long count) throws IOException {
    TraceTotals totals = new TraceTotals();
    try (TraceWriter writer = TraceWriter.create(file, Map.of("source", "BigTrace"))) {
      for (long i = 0; i < count; i++) {
        TraceEntry entry = entry();
        totals.add(entry);
        writer.add(entry);
      }
      writer.finish(totals.footer());
      return count;
    }
  }

  private TraceEntry entry() {
    atNs += random.nextInt(STEP_US_MAX) * 1_000L;
    boolean lease = random.nextInt(5) == 0;
    String verb = lease ? "update" : VERBS.get(random.nextInt(VERBS.size()));
    ResourcePath resource = lease ? LEASES : RESOURCES.get(random.nextInt(RESOURCES.size()));
    boolean writes = verb.equals("update") || verb.equals("create") || verb.equals("patch");
    boolean collection = verb.equals("list") || verb.equals("watch");
    String namespace = lease ? "kube-node-lease" : "team-" + random.nextInt(NAMESPACES);
    String name =
        lease ? "node-" + random.nextInt(NODES) : "app-" + random.nextInt(NAMES) + "-x2k4p";
    return new TraceEntry(
        EntryKind.REQUEST,
        lease ? TrafficClass.LEASE : TrafficClass.CLIENT,
        atNs,
        verb.equals("watch") ? 300_000_000_000L : 1_000L * (500 + random.nextInt(20_000)),
        verb,
        resource,
        new ObjectName(
            namespace,
            collection ? "" : name,
            collection ? NameOrigin.NONE : NameOrigin.REQUEST,
            ""),
        collection ? "limit=500&resourceVersion=" + random.nextInt(1_000) : "",
        verb.equals("patch") ? PatchType.STRATEGIC : PatchType.NONE,
        verb.equals("patch"),
        callers.get(random.nextInt(callers.size())),
        "cp-" + random.nextInt(3),
        new Outcome(
            random.nextInt(100) == 0 ? 404 : 200,
            writes ? new UUID(random.nextLong(), random.nextLong()).toString() : "",
            writes ? version++ : 0),
        SourceDetail.RESPONSE,
        writes ? body(namespace, name) : TraceBody.none(),
        TraceEntry.UNKNOWN,
        new UUID(random.nextLong(), random.nextLong()));
  }

  private TraceBody body(String namespace, String name) {
    String text =
        "{\"metadata\":{\"namespace\":\""
            + namespace
            + "\",\"name\":\""
            + name
            + "\"},\"spec\":{\"a\":\""
            + "x".repeat(random.nextInt(BODY_BYTES))
            + "\",\"b\":"
            + random.nextInt()
            + "}}";
    return TraceBody.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
