package io.scaletest.player.record;

import static io.scaletest.wire.http.HttpStatus.CREATED;
import static io.scaletest.wire.http.HttpStatus.OK;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.player.trace.Caller;
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
import io.scaletest.watching.reflector.Change;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Makes entries of what watches show: the requests that would have made those changes. An object
 * whose status alone changed was written by its status; a pod that got its node was bound; a first
 * deletion time was a delete. Keeps some bytes of each object that is there. For one thread.
 */
final class ChangeEntries {
  private static final Caller UNKNOWN_CALLER = new Caller("", List.of(), "", "");
  private static final String STATUS = "status";

  /** What a server sets, and none takes from a client. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "managedFields",
          "selfLink",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private final BodyScrubber scrubber;
  private final Losses losses;
  private final Map<String, Known> known = new HashMap<>();

  /** The state that was seen last: sums of its parts. */
  private record Known(long object, long status, boolean bound, boolean deleting) {}

  ChangeEntries(BodyScrubber scrubber, Losses losses) {
    this.scrubber = scrubber;
    this.losses = losses;
  }

  /**
   * Returns the entry of a change; empty where it is of a request that another change told.
   *
   * @param seen the new state, which is changed; of one that went no more than its name is needed
   * @param initial whether it was there before
   */
  Optional<TraceEntry> entry(
      ObjectKind kind, Change.Type type, Map<String, Object> seen, long atNs, boolean initial) {
    // In lists objects do not say their kind, in watches they do.
    Map<String, Object> object = JsonTree.of("apiVersion", kind.apiVersion(), "kind", kind.kind());
    seen.forEach(object::putIfAbsent);
    ResourcePath resource = new ResourcePath(kind.group(), kind.version(), kind.plural(), "");
    Map<String, Object> metadata = JsonTree.child(object, "metadata");
    String key =
        resource.label()
            + " "
            + JsonTree.string(metadata, "namespace")
            + "/"
            + JsonTree.string(metadata, "name");
    if (type == Change.Type.DELETED) {
      Known last = known.remove(key);
      return last != null && last.deleting()
          ? Optional.empty()
          : Optional.of(deleted(resource, object, atNs, outcome(object, OK), isOwned(metadata)));
    }
    boolean deleting = metadata.containsKey("deletionTimestamp");
    boolean bound = !JsonTree.text(object, "spec", "nodeName").isEmpty();
    Outcome outcome = outcome(object, type == Change.Type.ADDED ? CREATED : OK);
    boolean owned = isOwned(metadata);
    OF_THE_SERVER.forEach(metadata::remove);
    Object status = object.remove(STATUS);
    Known now = new Known(sum(object), status == null ? 0 : sum(status), bound, deleting);
    Known last = known.put(key, now);
    if (initial) {
      return Optional.of(initial(resource, object, atNs, outcome));
    }
    if (last == null) {
      return Optional.of(written("create", resource, object, atNs, outcome, owned));
    }
    if (deleting) {
      return last.deleting()
          ? statusOrNothing(last, now, resource, object, status, atNs, outcome, owned)
          : Optional.of(deleted(resource, object, atNs, outcome, owned));
    }
    if (bound && !last.bound() && resource.label().equals("pods")) {
      return Optional.of(binding(resource, object, atNs, outcome));
    }
    return last.object() == now.object() && last.status() != now.status()
        ? statusOrNothing(last, now, resource, object, status, atNs, outcome, owned)
        : Optional.of(written("update", resource, object, atNs, outcome, owned));
  }

  private static boolean isOwned(Map<String, Object> metadata) {
    return JsonTree.objects(metadata, "ownerReferences").stream()
        .anyMatch(owner -> Boolean.TRUE.equals(owner.get("controller")));
  }

  private static long sum(Object tree) {
    CRC32C sum = new CRC32C();
    sum.update(JsonWriter.bytes(tree));
    return sum.getValue();
  }

  private static Outcome outcome(Map<String, Object> object, int code) {
    String version = JsonTree.text(object, "metadata", "resourceVersion");
    boolean isNumber = version.length() < 19 && version.chars().allMatch(c -> c >= '0' && c <= '9');
    return new Outcome(
        code,
        JsonTree.text(object, "metadata", "uid"),
        isNumber && !version.isEmpty() ? Long.parseLong(version) : 0);
  }

  private Optional<TraceEntry> statusOrNothing(
      Known last,
      Known now,
      ResourcePath resource,
      Map<String, Object> object,
      Object status,
      long atNs,
      Outcome outcome,
      boolean owned) {
    if (last.status() == now.status() || status == null) {
      return Optional.empty();
    }
    object.put(STATUS, status);
    return Optional.of(written("update", resource.of(STATUS), object, atNs, outcome, owned));
  }

  private TraceEntry binding(
      ResourcePath resource, Map<String, Object> object, long atNs, Outcome outcome) {
    Map<String, Object> metadata = JsonTree.child(object, "metadata");
    Map<String, Object> binding =
        JsonTree.of(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            JsonTree.of("namespace", metadata.get("namespace"), "name", metadata.get("name")),
            "target",
            JsonTree.of("kind", "Node", "name", JsonTree.text(object, "spec", "nodeName")));
    return written(
        "create",
        resource.of("binding"),
        binding,
        atNs,
        new Outcome(CREATED, outcome.uid(), outcome.resourceVersion()),
        true);
  }

  private TraceEntry initial(
      ResourcePath resource, Map<String, Object> object, long atNs, Outcome outcome) {
    return entry(
        EntryKind.INITIAL,
        TrafficClass.CLIENT,
        "",
        resource,
        object,
        atNs,
        outcome,
        body(resource, object));
  }

  private TraceEntry written(
      String verb,
      ResourcePath resource,
      Map<String, Object> object,
      long atNs,
      Outcome outcome,
      boolean owned) {
    return request(verb, resource, object, atNs, outcome, owned, body(resource, object));
  }

  private TraceEntry deleted(
      ResourcePath resource,
      Map<String, Object> object,
      long atNs,
      Outcome outcome,
      boolean owned) {
    return request("delete", resource, object, atNs, outcome, owned, TraceBody.none());
  }

  private TraceEntry request(
      String verb,
      ResourcePath resource,
      Map<String, Object> object,
      long atNs,
      Outcome outcome,
      boolean owned,
      TraceBody body) {
    losses.add(SourceLoss.NO_CALLER);
    TrafficClass traffic = TrafficRule.of(resource, UNKNOWN_CALLER);
    return entry(
        EntryKind.REQUEST,
        traffic == TrafficClass.CLIENT && owned ? TrafficClass.CONTROLLER : traffic,
        verb,
        resource,
        object,
        atNs,
        outcome,
        body);
  }

  private TraceBody body(ResourcePath resource, Map<String, Object> object) {
    byte[] bytes = JsonWriter.bytes(scrubber.scrub(resource, object));
    if (bytes.length <= TraceBody.MAX_BYTES) {
      return TraceBody.of(bytes);
    }
    losses.add(SourceLoss.BODY_TRUNCATED);
    return TraceBody.withheld();
  }

  private static TraceEntry entry(
      EntryKind kind,
      TrafficClass traffic,
      String verb,
      ResourcePath resource,
      Map<String, Object> object,
      long atNs,
      Outcome outcome,
      TraceBody body) {
    Map<String, Object> metadata = JsonTree.child(object, "metadata");
    String generateName = JsonTree.string(metadata, "generateName");
    return new TraceEntry(
        kind,
        traffic,
        atNs,
        TraceEntry.UNKNOWN,
        verb,
        resource,
        new ObjectName(
            JsonTree.string(metadata, "namespace"),
            JsonTree.string(metadata, "name"),
            verb.equals("create") && !generateName.isEmpty()
                ? NameOrigin.ANSWER
                : NameOrigin.REQUEST,
            verb.equals("create") ? generateName : ""),
        "",
        PatchType.NONE,
        false,
        UNKNOWN_CALLER,
        "",
        outcome,
        SourceDetail.UNKNOWN,
        body,
        TraceEntry.UNKNOWN,
        TraceEntry.NO_ID);
  }
}
