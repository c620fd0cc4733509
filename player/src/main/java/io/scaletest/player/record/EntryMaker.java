package io.scaletest.player.record;

import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the entry of a trace from the last event of a request, scrubbed. For one thread. */
final class EntryMaker {
  /** Verbs whose requests must have a body, and those that may have one. */
  private static final Set<String> WITH_BODY = Set.of("create", "update", "patch");

  private static final Set<String> MAY_HAVE_BODY = Set.of("delete", "deletecollection");

  private final BodyScrubber scrubber;
  private final Losses losses;

  EntryMaker(BodyScrubber scrubber, Losses losses) {
    this.scrubber = scrubber;
    this.losses = losses;
  }

  /**
   * Returns the entry.
   *
   * @param durationNs {@link TraceEntry#UNKNOWN} where it is not known
   */
  TraceEntry entry(String server, AuditEvent event, long durationNs) {
    ResourcePath resource = event.resource();
    TrafficClass traffic = TrafficRule.of(resource, event.caller());
    QueryScrubber.Scrubbed query = QueryScrubber.of(event.query(), traffic == TrafficClass.STREAM);
    losses.add(SourceLoss.QUERY_DROPPED, query.dropped());
    if (event.rebuilt()) {
      losses.add(SourceLoss.NO_QUERY);
    }
    PatchInference.Inferred patch = patch(event);
    ObjectName object = object(event);
    // Last, because it changes the body.
    TraceBody body = body(event, traffic);
    return new TraceEntry(
        EntryKind.REQUEST,
        traffic,
        event.receivedNs(),
        durationNs,
        event.verb(),
        resource,
        object,
        query.query(),
        patch.type(),
        !patch.certain(),
        event.caller(),
        server,
        outcome(event),
        event.detail(),
        body,
        TraceEntry.UNKNOWN,
        event.id());
  }

  private static PatchInference.Inferred patch(AuditEvent event) {
    return event.verb().equals("patch")
        ? PatchInference.of(event.resource().group(), event.query(), event.request())
        : new PatchInference.Inferred(PatchType.NONE, true);
  }

  private static ObjectName object(AuditEvent event) {
    if (event.resource().equals(ResourcePath.NONE)) {
      return new ObjectName("", event.path(), NameOrigin.REQUEST, "");
    }
    if (!event.name().isEmpty()) {
      return new ObjectName(event.namespace(), event.name(), NameOrigin.REQUEST, "");
    }
    boolean creates = event.verb().equals("create") && event.resource().subresource().isEmpty();
    if (!creates) {
      return new ObjectName(event.namespace(), "", NameOrigin.NONE, "");
    }
    String asked =
        event.request().orElse(null) instanceof Map<?, ?> map
            ? JsonTree.text(map, "metadata", "generateName")
            : "";
    String named = isObject(event) ? JsonTree.text(event.response(), "metadata", "name") : "";
    if (!named.isEmpty()) {
      return new ObjectName(event.namespace(), named, NameOrigin.ANSWER, asked);
    }
    // What was refused, or only tried, made no object.
    boolean made = event.code() < 300 && QueryScrubber.value(event.query(), "dryRun").isEmpty();
    boolean isStored = !TrafficRule.isReview(event.resource());
    return new ObjectName(
        event.namespace(), "", made && isStored ? NameOrigin.UNKNOWN : NameOrigin.NONE, asked);
  }

  private static Outcome outcome(AuditEvent event) {
    String uid = isObject(event) ? JsonTree.text(event.response(), "metadata", "uid") : "";
    return new Outcome(event.code(), uid.isEmpty() ? event.uid() : uid, writtenVersion(event));
  }

  /**
   * Returns the resourceVersion that a request left; 0 where it wrote nothing or that is unknown.
   */
  static long writtenVersion(AuditEvent event) {
    if (!WITH_BODY.contains(event.verb()) || event.code() >= 300 || !isObject(event)) {
      return 0;
    }
    String text = JsonTree.text(event.response(), "metadata", "resourceVersion");
    try {
      return text.isEmpty() ? 0 : Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0; // an aggregated server may have versions of another form
    }
  }

  private static boolean isObject(AuditEvent event) {
    return !"Status".equals(event.response().get("kind"));
  }

  private TraceBody body(AuditEvent event, TrafficClass traffic) {
    if (event.request().isPresent()) {
      Object scrubbed = scrubber.scrub(event.resource(), event.request().get());
      byte[] bytes = JsonWriter.bytes(scrubbed);
      if (bytes.length <= TraceBody.MAX_BYTES) {
        return TraceBody.of(bytes);
      }
      losses.add(SourceLoss.BODY_TRUNCATED);
      return TraceBody.withheld();
    }
    boolean must = WITH_BODY.contains(event.verb()) && traffic != TrafficClass.STREAM;
    boolean may = MAY_HAVE_BODY.contains(event.verb()) && isWithoutBodies(event.detail());
    if (!must && !may) {
      return TraceBody.none();
    }
    if (event.truncated()) {
      losses.add(SourceLoss.BODY_TRUNCATED);
    }
    return TraceBody.withheld();
  }

  private static boolean isWithoutBodies(SourceDetail detail) {
    return List.of(SourceDetail.METADATA, SourceDetail.UNKNOWN).contains(detail);
  }
}
