package io.scaletest.player.replay;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.CREATED;

import io.scaletest.common.operation.Operation;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Which objects there are at each moment of a recording, as far as its requests tell, and which of
 * them were there before: those that a request which succeeded names, and none has made. For one
 * pass over all entries in order, by one thread; as large as what lives at a time.
 *
 * <p>Entries before {@link #begin} only tell what is there then.
 */
final class KnownObjects {
  /** Deleted objects that are remembered: they answer for a while, and did not exist before. */
  static final int GONE_MAX = 200_000;

  private static final int REDIRECTION = 300;

  private final Map<String, Map<ObjectKey, Known>> living = new HashMap<>();
  private final Map<ObjectKey, Boolean> gone = bounded();
  private final Map<ObjectKey, NeededObject> needed = new LinkedHashMap<>();
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>((a, b) -> Long.compare(a.endNs, b.endNs));
  private boolean begun;

  /** An object that is there. */
  private static final class Known {
    private final ResourcePath path;

    /** Whether what is replayed makes it, or it is made before. */
    private boolean ours;

    private long bodyEntry = NeededObject.NO_BODY;
    private long endNs = Long.MAX_VALUE;

    Known(ResourcePath path, boolean ours) {
      this.path = path;
      this.ours = ours;
    }
  }

  private record Ending(long endNs, ObjectKey key) {}

  private static Map<ObjectKey, Boolean> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<ObjectKey, Boolean> eldest) {
        return size() > GONE_MAX;
      }
    };
  }

  /** From here on entries are replayed: whatever is there is to be made before. */
  void begin() {
    begun = true;
    for (Map<ObjectKey, Known> each : living.values()) {
      each.forEach(
          (key, known) -> {
            if (known.ours) {
              need(key, known.path, known.bodyEntry, known.endNs);
            }
          });
    }
  }

  /** Returns the objects that are to be there before the first entry behind {@link #begin}. */
  Collection<NeededObject> needed() {
    return List.copyOf(needed.values());
  }

  /**
   * Takes the next entry.
   *
   * @param number of the entry in the trace
   * @param replayed whether it is replayed; others tell what their senders made
   */
  void take(long number, TraceEntry entry, boolean replayed) {
    expire(entry.startNs());
    ResourcePath path = entry.resource();
    if (path.resource().isEmpty()) {
      return;
    }
    if (entry.kind() == EntryKind.INITIAL) {
      takeInitial(number, entry);
      return;
    }
    if (Queries.isDryRun(entry.query())) {
      return;
    }
    Operation operation = EntryRule.operation(entry).orElse(null);
    if (operation == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(entry);
    int code = entry.outcome().code();
    boolean creates = operation == Operation.CREATE;
    // What has no outcome, as in imported traces, is taken for made, and proves nothing else.
    boolean there = code == 0 ? creates : code < REDIRECTION || creates && code == CONFLICT;
    if (!there) {
      return;
    }
    if (operation == Operation.LIST || operation == Operation.WATCH) {
      return; // these succeed whatever there is, though an audit log has the name they look for
    }
    if (operation == Operation.DELETE_COLLECTION) {
      if (path.subresource().isEmpty()) {
        collectionGoes(key, Queries.hasSelector(entry.query()));
      }
    } else if (!key.name().isEmpty()) {
      takeOfObject(number, entry, operation, key, replayed);
    } else if (creates && replayed) {
      namespaceOf(key);
    }
  }

  private void takeInitial(long number, TraceEntry entry) {
    ObjectKey key = ObjectKey.of(entry);
    Known known = new Known(withoutSubresource(entry.resource()), true);
    known.bodyEntry =
        entry.body().state() == TraceBody.State.STORED ? number : NeededObject.NO_BODY;
    live(key, known, end(entry));
    namespaceOf(key);
    needIfBegun(key, known);
  }

  private void takeOfObject(
      long number, TraceEntry entry, Operation operation, ObjectKey key, boolean replayed) {
    boolean whole = entry.resource().subresource().isEmpty();
    boolean makes =
        whole
            && (operation == Operation.CREATE && entry.outcome().code() != CONFLICT
                || entry.outcome().code() == CREATED && EntryRule.isWrite(operation));
    if (replayed) {
      namespaceOf(key);
    }
    if (makes) {
      makes(number, entry, key, replayed);
      return;
    }
    if (replayed) {
      wasThere(key, entry.resource());
    }
    if (whole && operation == Operation.DELETE) {
      goes(key);
    } else if (whole && (operation == Operation.UPDATE || operation == Operation.APPLY)) {
      hasBody(number, entry, key);
    }
  }

  private void makes(long number, TraceEntry entry, ObjectKey key, boolean replayed) {
    Known known = new Known(withoutSubresource(entry.resource()), replayed);
    if (entry.body().state() == TraceBody.State.STORED) {
      known.bodyEntry = number;
    }
    gone.remove(key);
    live(key, known, end(entry));
  }

  private static long end(TraceEntry entry) {
    return entry.lifetimeNs() == TraceEntry.UNKNOWN
            || entry.lifetimeNs() > Long.MAX_VALUE - entry.startNs()
        ? Long.MAX_VALUE
        : entry.startNs() + entry.lifetimeNs();
  }

  private void live(ObjectKey key, Known known, long endNs) {
    known.endNs = endNs;
    living.computeIfAbsent(key.namespace(), added -> new HashMap<>()).put(key, known);
    if (endNs != Long.MAX_VALUE) {
      endings.add(new Ending(endNs, key));
    }
  }

  private void namespaceOf(ObjectKey key) {
    if (!key.namespace().isEmpty()) {
      wasThere(
          ObjectKey.ofNamespace(key.namespace()),
          new ResourcePath("", "v1", ObjectKey.NAMESPACES, ""));
    }
  }

  /** A request that succeeded names it: unless it was made since, it was there from the start. */
  private void wasThere(ObjectKey key, ResourcePath path) {
    Known there = known(key);
    if (there != null) {
      if (!there.ours && !isMadeByTarget(key)) {
        there.ours = true;
        needIfBegun(key, there);
      }
      return;
    }
    if (gone.containsKey(key)) {
      return;
    }
    if (!key.namespace().isEmpty() && gone.containsKey(ObjectKey.ofNamespace(key.namespace()))) {
      return;
    }
    Known known = new Known(withoutSubresource(path), true);
    live(key, known, Long.MAX_VALUE);
    needIfBegun(key, known);
  }

  /**
   * Returns whether what others made in the recording, the target's own make here, too: what
   * belongs to a client's namespace. What is in no namespace, or in the control plane's own, has
   * another place here, where nobody makes it.
   */
  private static boolean isMadeByTarget(ObjectKey key) {
    return !key.namespace().isEmpty()
        && !key.namespace().equals("default")
        && !key.namespace().startsWith("kube-");
  }

  private void needIfBegun(ObjectKey key, Known known) {
    if (begun) {
      need(key, known.path, known.bodyEntry, known.endNs);
    }
  }

  private Known known(ObjectKey key) {
    Map<ObjectKey, Known> there = living.get(key.namespace());
    return there == null ? null : there.get(key);
  }

  private void need(ObjectKey key, ResourcePath path, long bodyEntry, long endNs) {
    if (!EntryRule.isDefinition(key.resource())) {
      needed.put(key, new NeededObject(key, path, bodyEntry, endNs));
    }
  }

  /** What was there before is made of the first whole body; what a window cuts, of the last. */
  private void hasBody(long number, TraceEntry entry, ObjectKey key) {
    if (entry.body().state() != TraceBody.State.STORED) {
      return;
    }
    Known known = known(key);
    if (known != null && !begun) {
      known.bodyEntry = number;
    }
    NeededObject object = begun ? needed.get(key) : null;
    if (object != null && object.bodyEntry() == NeededObject.NO_BODY) {
      needed.put(key, new NeededObject(key, object.path(), number, object.endNs()));
    }
  }

  private void goes(ObjectKey key) {
    Map<ObjectKey, Known> there = living.get(key.namespace());
    if (there != null) {
      there.remove(key);
      if (there.isEmpty()) {
        living.remove(key.namespace());
      }
    }
    gone.put(key, true);
    if (key.resource().equals(ObjectKey.NAMESPACES)) {
      living.remove(key.name());
    }
  }

  private void collectionGoes(ObjectKey key, boolean selected) {
    Map<ObjectKey, Known> there = living.get(key.namespace());
    if (there == null) {
      return;
    }
    for (Iterator<ObjectKey> all = there.keySet().iterator(); all.hasNext(); ) {
      ObjectKey each = all.next();
      if (each.resource().equals(key.resource())) {
        // Of selected ones some may stay: before the beginning they count as there, later as gone.
        if (!selected || begun) {
          all.remove();
          gone.put(each, true);
        }
      }
    }
  }

  private void expire(long nowNs) {
    List<ObjectKey> over = new ArrayList<>();
    while (!endings.isEmpty() && endings.peek().endNs <= nowNs) {
      Ending ending = endings.remove();
      Known known = known(ending.key);
      if (known != null && known.endNs == ending.endNs) {
        over.add(ending.key);
      }
    }
    over.forEach(this::goes);
  }

  private static ResourcePath withoutSubresource(ResourcePath path) {
    return path.subresource().isEmpty()
        ? path
        : new ResourcePath(path.group(), path.version(), path.resource(), "");
  }
}
