package io.scaletest.player.replay;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * The requests of a replay, read from its trace: each entry that is replayed, for each copy, in
 * each round. For one thread at a time; reading blocks it.
 */
final class TraceOps implements AutoCloseable {
  /** What stands for a request's own fields in memory, about, beside its body. */
  private static final long OVERHEAD_BYTES = 1_000;

  /** How much more a tree takes than its text. */
  private static final long TREE_FACTOR = 8;

  /** Objects that a body may name by uid before their creates are answered, at most. */
  private static final int LATEST_MAX = 16_384;

  private final Plan plan;
  private final Queue<ReplayOp> next = new ArrayDeque<>();
  private TraceReader reader;
  private EntryRule rule;
  private long firstNs = -1;
  private int round;
  private volatile Optional<String> damage = Optional.empty();

  /** One string for each resource's name: objects that live keep theirs. */
  private final Map<String, String> resources = new HashMap<>();

  /** The latest objects that were made, by their recorded uids. */
  private final Map<String, ObjectKey> latest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectKey> eldest) {
          return size() > LATEST_MAX;
        }
      };

  /**
   * What is to be read, and how.
   *
   * @param traffic that is replayed
   * @param startNs the recording's time at which the replay begins
   * @param roundNs how long a round of the recording is
   * @param speed how many times as fast as it was recorded
   * @param rounds for each round its copies
   */
  record Plan(
      Path trace,
      Set<TrafficClass> traffic,
      TraceScan.Window window,
      long startNs,
      long roundNs,
      double speed,
      List<List<Copy>> rounds,
      TargetKinds kinds,
      Bodies bodies,
      Callers callers,
      PatchRules patches) {}

  TraceOps(Plan plan) {
    this.plan = plan;
  }

  /** Returns the next request; empty behind the last one. */
  Optional<ReplayOp> next() throws IOException {
    while (next.isEmpty()) {
      if (round >= plan.rounds().size()) {
        return Optional.empty();
      }
      if (reader == null) {
        reader = TraceReader.open(plan.trace(), TraceReader.Bodies.READ);
        rule = new EntryRule(plan.traffic());
        firstNs = -1;
      }
      Optional<TraceEntry> entry = reader.next();
      if (entry.isEmpty() || !take(entry.get())) {
        damage = reader.damage().or(() -> damage);
        reader.close();
        reader = null;
        round++;
      }
    }
    return Optional.of(next.remove());
  }

  /** Returns, behind the last request, why the trace is not whole, behind its name. */
  Optional<String> damage() {
    return damage;
  }

  /** Returns whether there may be more in this round. */
  private boolean take(TraceEntry entry) {
    if (firstNs < 0) {
      firstNs = entry.startNs();
    }
    long sinceNs = entry.startNs() - firstNs;
    if (sinceNs >= plan.window().toNs()) {
      return false;
    }
    TraceEntry typed = plan.patches().typed(entry);
    boolean replayed = rule.leftOut(typed).isEmpty() && entry.kind() == EntryKind.REQUEST;
    if (!replayed || sinceNs < plan.window().fromNs()) {
      return true;
    }
    Optional<ObjectKind> kind = plan.kinds().kind(entry.resource());
    if (kind.isEmpty() || plan.kinds().leftOut(TargetKinds.Use.of(entry)).isPresent()) {
      return true;
    }
    for (Copy copy : plan.rounds().get(round)) {
      next.add(op(typed, copy, kind.get()));
    }
    return true;
  }

  private ReplayOp op(TraceEntry entry, Copy copy, ObjectKind kind) {
    Operation operation = EntryRule.operation(entry).orElseThrow();
    ObjectKey found = ObjectKey.of(entry);
    ObjectKey key =
        new ObjectKey(
            resources.computeIfAbsent(found.resource(), same -> same),
            found.namespace(),
            // Audit logs have the name that a list or a watch looks for.
            isOfCollection(operation) ? "" : found.name());
    long atNs = entry.startNs() - plan.startNs() + round * plan.roundNs();
    ReplayOp op =
        new ReplayOp(
            recorded(entry, operation),
            copy,
            kind,
            operation,
            key,
            Math.round(atNs / plan.speed()));
    op.as = plan.callers().of(entry.caller(), copy);
    body(op, entry);
    use(op);
    noteMade(op);
    return op;
  }

  private static boolean isOfCollection(Operation operation) {
    return switch (operation) {
      case LIST, WATCH, DELETE_COLLECTION -> true;
      default -> false;
    };
  }

  private static ReplayOp.Recorded recorded(TraceEntry entry, Operation operation) {
    boolean paged = operation == Operation.LIST && entry.query().contains("limit=");
    return new ReplayOp.Recorded(
        entry.resource(),
        entry.query(),
        entry.patch(),
        entry.caller().userAgent(),
        paged ? list(entry) : "",
        entry.outcome().code(),
        entry.outcome().uid(),
        entry.outcome().resourceVersion(),
        entry.durationNs(),
        entry.lifetimeNs(),
        Queries.isDryRun(entry.query()));
  }

  /** Further pages ask for the same, but for where they go on and for which version. */
  private static String list(TraceEntry entry) {
    StringBuilder list = new StringBuilder();
    list.append(entry.caller().user()).append('\n').append(entry.caller().userAgent());
    list.append('\n').append(entry.resource().label());
    list.append('\n').append(entry.object().namespace());
    for (Queries.Parameter each : Queries.parameters(entry.query())) {
      switch (each.name()) {
        case "limit", "labelSelector", "fieldSelector" -> list.append('\n').append(each);
        default -> {
          // Not what is listed.
        }
      }
    }
    return list.toString();
  }

  private void body(ReplayOp op, TraceEntry entry) {
    op.bytes = OVERHEAD_BYTES;
    if (entry.body().state() == TraceBody.State.STORED) {
      byte[] json = entry.body().bytes();
      boolean whole = plan.bodies().prepare(op, json);
      op.bytes += json.length * (whole ? 1 : TREE_FACTOR);
    } else if (EntryRule.isFilled(entry)) {
      op.body = plan.bodies().filled(op);
    }
  }

  private void use(ReplayOp op) {
    ObjectKey key = op.key;
    boolean changes = op.changes();
    if (op.tree != null) {
      plan.bodies().owners(key, op.tree).forEach(owner -> op.uses.put(owner, false));
      Uids.each(op.tree, uid -> useLatest(op, uid));
    }
    if (!key.namespace().isEmpty()) {
      op.uses.put(ObjectKey.ofNamespace(key.namespace()), false);
    }
    op.uses.put(key.collection(), op.operation == Operation.DELETE_COLLECTION && changes);
    if (!key.name().isEmpty()) {
      op.uses.put(key, changes);
    }
    if (!op.recorded.list().isEmpty()) {
      // A page waits for the page before, which has its token.
      op.uses.put(new ObjectKey("pages", "", op.recorded.list()), op.isFurtherPage());
    }
  }

  private void useLatest(ReplayOp op, String uid) {
    ObjectKey made = latest.get(uid);
    if (made != null) {
      op.uses.put(made, false);
    }
  }

  private void noteMade(ReplayOp op) {
    boolean makes = op.operation == Operation.CREATE || op.operation == Operation.APPLY;
    if (makes && op.isOfWhole() && !op.recorded.uid().isEmpty() && !op.key.name().isEmpty()) {
      latest.put(op.recorded.uid(), op.key);
    }
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
