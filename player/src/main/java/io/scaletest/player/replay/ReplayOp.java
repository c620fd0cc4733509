package io.scaletest.player.replay;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.Impersonation;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request of the recording that is to be sent for one copy. Made by whoever reads the trace, then
 * the loop's; one thread at a time uses it.
 */
final class ReplayOp {
  private static final byte[] NO_BODY = {};

  /** What the request is of, and how it went in the recording. */
  final Recorded recorded;

  final Copy copy;
  final ObjectKind kind;
  final Operation operation;
  final ObjectKey key;

  /** When it is to be sent, since the start of the replay. */
  final long dueNs;

  /** What it uses, and whether alone, for the order. */
  final Map<ObjectKey, Boolean> uses = new LinkedHashMap<>();

  Optional<Impersonation> as = Optional.empty();

  /** The body as it is sent; none where {@link #tree} is the body. */
  byte[] body = NO_BODY;

  /** A body that is finished when it is sent: a map, or a list; null where there is none. */
  Object tree;

  /** How much it takes in memory, about. */
  long bytes;

  /** When it was read. */
  long readyNs;

  long intendedNs;

  /** When it was free to go: later than intended where it waited for answers of the server. */
  long freeNs;

  /** Of what is to be deleted at the end, if this makes it; 0 for none. */
  long number;

  /** The token of a further page of a list. */
  String token = "";

  /**
   * What the trace has of a request, without its body.
   *
   * @param path of the resource
   * @param list what a list asks for, and for whom: further pages have the same
   * @param lifetimeNs how long what it makes lives; {@link TraceEntry#UNKNOWN} where nothing ends
   *     it
   */
  record Recorded(
      ResourcePath path,
      String query,
      PatchType patch,
      String userAgent,
      String list,
      int code,
      String uid,
      long version,
      long durationNs,
      long lifetimeNs,
      boolean dryRun) {
    boolean isMeantToFail() {
      return code >= 400;
    }
  }

  ReplayOp(
      Recorded recorded,
      Copy copy,
      ObjectKind kind,
      Operation operation,
      ObjectKey key,
      long dueNs) {
    this.recorded = recorded;
    this.copy = copy;
    this.kind = kind;
    this.operation = operation;
    this.key = key;
    this.dueNs = dueNs;
  }

  /** Returns the delete of what this makes, at the end of its lifetime. */
  ReplayOp endOfLife(long atNs) {
    Recorded of =
        new Recorded(
            recorded.path,
            "",
            PatchType.NONE,
            recorded.userAgent,
            "",
            0,
            "",
            0,
            TraceEntry.UNKNOWN,
            TraceEntry.UNKNOWN,
            false);
    ReplayOp delete = new ReplayOp(of, copy, kind, Operation.DELETE, key, atNs);
    delete.as = as;
    delete.body = RunObjects.WITH_DEPENDENTS;
    delete.uses.put(key, true);
    if (!key.namespace().isEmpty()) {
      delete.uses.put(ObjectKey.ofNamespace(key.namespace()), false);
    }
    delete.uses.put(key.collection(), false);
    return delete;
  }

  /** Tells whether it is about an object, or a collection, and not about a part of one. */
  boolean isOfWhole() {
    return recorded.path.subresource().isEmpty();
  }

  /** Tells whether it changes something. */
  boolean changes() {
    return EntryRule.isWrite(operation) && !recorded.dryRun;
  }

  /** Tells whether it is a further page of a list. */
  boolean isFurtherPage() {
    return operation == Operation.LIST && Queries.continues(recorded.query);
  }
}
