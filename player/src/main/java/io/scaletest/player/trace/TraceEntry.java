package io.scaletest.player.trace;

import java.util.Objects;
import java.util.UUID;

/**
 * One entry of a trace: a request as a server had it, or an object that was there before.
 *
 * @param kind what it is
 * @param traffic whose traffic it is
 * @param startNs when the server had the request: nanoseconds since 1970-01-01 00:00 UTC
 * @param durationNs until its answer was complete, of a watch until it ended; {@link #UNKNOWN}
 *     where that is not known, or it had not ended
 * @param verb as Kubernetes names it: {@code create}, {@code watch}, {@code deletecollection}
 * @param resource what it is of
 * @param object which one
 * @param query of the URL, percent-encoded, without the question mark
 * @param patch the type of a patch
 * @param patchInferred whether the type is a guess
 * @param caller who made it
 * @param server the API server that had it, by the source's name
 * @param outcome what became of it
 * @param detail how much the source told of it
 * @param body what was sent
 * @param lifetimeNs how long the object lives that it makes; {@link #UNKNOWN} where the trace has
 *     its delete, or nothing is known
 * @param id the source's; all zeros for none
 */
public record TraceEntry(
    EntryKind kind,
    TrafficClass traffic,
    long startNs,
    long durationNs,
    String verb,
    ResourcePath resource,
    ObjectName object,
    String query,
    PatchType patch,
    boolean patchInferred,
    Caller caller,
    String server,
    Outcome outcome,
    SourceDetail detail,
    TraceBody body,
    long lifetimeNs,
    UUID id) {
  /** A duration that is not known. */
  public static final long UNKNOWN = -1;

  /** The ID of an entry that has none. */
  public static final UUID NO_ID = new UUID(0, 0);

  public TraceEntry {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(traffic, "traffic");
    Objects.requireNonNull(verb, "verb");
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(patch, "patch");
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(id, "id");
    if (startNs < 0 || durationNs < UNKNOWN || lifetimeNs < UNKNOWN) {
      throw new IllegalArgumentException(
          "times: must not be negative, got " + startNs + ", " + durationNs + ", " + lifetimeNs);
    }
  }

  /** Returns this entry at another time. */
  public TraceEntry startingAt(long newStartNs) {
    return with(newStartNs, durationNs, object, lifetimeNs);
  }

  /** Returns this entry with another duration. */
  public TraceEntry lasting(long newDurationNs) {
    return with(startNs, newDurationNs, object, lifetimeNs);
  }

  /** Returns this entry of an object with another name. */
  public TraceEntry of(ObjectName newObject) {
    return with(startNs, durationNs, newObject, lifetimeNs);
  }

  /** Returns this entry as a patch of a type that somebody knows. */
  public TraceEntry patching(PatchType type) {
    return new TraceEntry(
        kind,
        traffic,
        startNs,
        durationNs,
        verb,
        resource,
        object,
        query,
        type,
        false,
        caller,
        server,
        outcome,
        detail,
        body,
        lifetimeNs,
        id);
  }

  /** Returns this entry of an object that lives for another time. */
  public TraceEntry living(long newLifetimeNs) {
    return with(startNs, durationNs, object, newLifetimeNs);
  }

  private TraceEntry with(
      long newStartNs, long newDurationNs, ObjectName newObject, long newLifetimeNs) {
    return new TraceEntry(
        kind,
        traffic,
        newStartNs,
        newDurationNs,
        verb,
        resource,
        newObject,
        query,
        patch,
        patchInferred,
        caller,
        server,
        outcome,
        detail,
        body,
        newLifetimeNs,
        id);
  }
}
