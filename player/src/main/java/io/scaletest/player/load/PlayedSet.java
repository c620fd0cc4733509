package io.scaletest.player.load;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.workload.ObjectSet;
import io.scaletest.player.workload.Verb;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.AnnotationTimestamps;
import io.scaletest.wire.time.UtcTime;
import io.scaletest.wire.url.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the requests for one set of objects. Their labels are those by which {@code gc} finds them,
 * and one that names the set. Safe for use by many threads once {@link #prepare} is over.
 */
public final class PlayedSet {
  /** Label of the set, so that a deletecollection deletes no other set's objects. */
  private static final String SET_LABEL = "scaletest/objects";

  private static final String FIELD_MANAGER = "player";

  /** What is each object's own, or the server's to say. */
  private static final Set<String> NOT_COMMON =
      Set.of(
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generateName",
          "generation",
          "managedFields",
          "name",
          "namespace",
          "resourceVersion",
          "selfLink",
          "uid");

  private final ObjectSet set;
  private final ObjectKind kind;
  private final Context context;
  private final Optional<String> fixedName;
  private final byte[] deleteOptions;
  private final BodyPattern create;
  private final BodyPattern update;
  private final BodyPattern conditionalUpdate;
  private final Map<Verb, BodyPattern> patches = new HashMap<>();
  private final AtomicLong lastIndex = new AtomicLong();

  /**
   * What all sets of a run share.
   *
   * @param prefix what the names of objects begin with, before a dash and their number
   * @param namespaces in which objects are
   */
  public record Context(
      String runId,
      String prefix,
      List<String> namespaces,
      WallClock clock,
      AnnotationTimestamps timestamps) {
    /** Returns the name of an object. */
    public String name(long number) {
      return prefix + "-" + number;
    }
  }

  /**
   * Returns the requests for objects that are numbered.
   *
   * @param kind that the server has for the set
   * @throws io.scaletest.common.exit.ToolException a usage error if its template has a placeholder
   *     that there is not
   */
  public PlayedSet(ObjectSet set, ObjectKind kind, Context context) {
    this(set, kind, context, Optional.empty());
  }

  /**
   * @param fixedName the name of the set's only object; empty where they are numbered
   */
  public PlayedSet(ObjectSet set, ObjectKind kind, Context context, Optional<String> fixedName) {
    this.fixedName = fixedName;
    this.set = set;
    this.kind = kind;
    this.context = context;
    Optional<KnownKind> known = KnownKind.of(kind);
    Map<String, Object> options = JsonTree.of("apiVersion", "v1", "kind", "DeleteOptions");
    known.ifPresent(k -> options.putAll(k.deleteOptions()));
    this.deleteOptions = JsonWriter.bytes(options);
    this.create = pattern(body(ScaletestNames.CREATE_TIMESTAMP));
    this.update = pattern(body(ScaletestNames.UPDATE_TIMESTAMP));
    Map<String, Object> conditional = body(ScaletestNames.UPDATE_TIMESTAMP);
    JsonTree.ownChild(conditional, "metadata").put("resourceVersion", "RESOURCE_VERSION");
    this.conditionalUpdate = pattern(conditional);
  }

  private BodyPattern pattern(Object tree) {
    try {
      return new BodyPattern(tree);
    } catch (IllegalArgumentException e) {
      throw set.at().refused(e.getMessage());
    }
  }

  /** Checks a verb of a flow and makes ready what it sends; before the first request. */
  public void prepare(Verb verb) {
    if (verb.operation() == Operation.PATCH || verb.operation() == Operation.STATUS) {
      patches.put(verb, pattern(patchBody(verb)));
    }
  }

  private static Object patchBody(Verb verb) {
    if (verb.body().isPresent() && verb.body().get() instanceof List<?> operations) {
      return operations;
    }
    Map<String, Object> body =
        verb.body()
            .map(tree -> JsonTree.copyObject(JsonTree.asObject((Map<?, ?>) tree)))
            .orElseGet(() -> JsonTree.of());
    boolean own = body.isEmpty();
    if (verb.operation() == Operation.PATCH) {
      Map<String, Object> annotations =
          JsonTree.ownChild(JsonTree.ownChild(body, "metadata"), "annotations");
      annotations.put(ScaletestNames.UPDATE_TIMESTAMP, "${now}");
      if (own) {
        annotations.put(ScaletestNames.UPDATE_NUMBER, "${n}");
      }
    }
    return body;
  }

  /** Returns the tree of a whole object. */
  private Map<String, Object> body(String stamp) {
    Map<String, Object> body =
        set.template()
            .map(JsonTree::copyObject)
            .or(() -> KnownKind.of(kind).map(k -> k.body(Optional.of("${ns}"))))
            .orElseGet(() -> JsonTree.of());
    body.put("apiVersion", kind.apiVersion());
    body.put("kind", kind.kind());
    Map<String, Object> metadata = JsonTree.ownChild(body, "metadata");
    metadata.keySet().removeAll(NOT_COMMON);
    metadata.put("name", "${name}");
    if (kind.namespaced()) {
      metadata.put("namespace", "${ns}");
    }
    Map<String, Object> labels = JsonTree.ownChild(metadata, "labels");
    labels.putAll(ScaletestNames.runLabels(context.runId()));
    labels.put(SET_LABEL, ScaletestNames.runLabelValue(set.name()));
    JsonTree.ownChild(metadata, "annotations").put(stamp, "${now}");
    if (set.size().isPresent()) {
      boolean hasData = kind.resource().equals("configmaps");
      JsonTree.ownChild(hasData ? body : metadata, hasData ? "data" : "annotations")
          .put(hasData ? "fill" : "scaletest/fill", "${fill}");
    }
    return body;
  }

  public ObjectSet set() {
    return set;
  }

  public ObjectKind kind() {
    return kind;
  }

  /** Returns how many places there are for its objects: the namespaces, or one. */
  public int places() {
    return kind.namespaced() ? context.namespaces().size() : 1;
  }

  /** Returns the number in this set of the next object that is made, from 1. */
  public long nextIndex() {
    return lastIndex.incrementAndGet();
  }

  /** Returns the place of an object where they take turns. */
  public int placeOf(long index) {
    return (int) ((index - 1) % places());
  }

  Optional<String> namespace(int place) {
    return kind.namespaced() ? Optional.of(context.namespaces().get(place)) : Optional.empty();
  }

  private BodyPattern.Values values(
      long number, long index, String name, int place, long bytes, long nowNs) {
    return new BodyPattern.Values(
        number,
        index,
        name,
        namespace(place).orElse(""),
        context.runId(),
        context.timestamps().format(context.clock().epochMillisAt(nowNs)),
        UtcTime.api(context.clock().at(nowNs).getEpochSecond()),
        number,
        bytes);
  }

  /** Returns the name of an object. */
  String name(long number) {
    return fixedName.orElseGet(() -> context.name(number));
  }

  private String path(long number, int place) {
    return kind.objectPath(namespace(place), name(number));
  }

  private static String query() {
    return "?fieldManager=" + FIELD_MANAGER;
  }

  /**
   * Returns the request that creates an object.
   *
   * @param index its number in this set
   * @param bytes how long its body is to be; 0 for as long as it is
   */
  public ApiRequest create(long number, long index, int place, long bytes, long nowNs) {
    String path = kind.collectionPath(namespace(place)) + query();
    return ApiRequest.json(
        "POST", path, create.fill(values(number, index, name(number), place, bytes, nowNs)));
  }

  /** Returns the request that deletes an object. */
  public ApiRequest delete(long number, int place) {
    return ApiRequest.json("DELETE", path(number, place), deleteOptions);
  }

  /** Returns the request that deletes objects of the set in one place, all or so many. */
  ApiRequest deleteCollection(Verb verb, int place) {
    String path = kind.collectionPath(namespace(place)) + "?labelSelector=" + selector();
    return verb.limit() == 0
        ? ApiRequest.json("DELETE", path, deleteOptions)
        : ApiRequest.json("DELETE", path + "&limit=" + verb.limit(), deleteOptions)
            .readingEveryBody();
  }

  /** Returns a selector of the run's objects of this set, percent-encoded. */
  String selector() {
    return PercentEncoding.encoded(
        ScaletestNames.RUN_LABEL_KEY
            + "="
            + ScaletestNames.runLabelValue(context.runId())
            + ","
            + SET_LABEL
            + "="
            + ScaletestNames.runLabelValue(set.name()));
  }

  ApiRequest get(Verb verb, LiveObject object) {
    String query = verb.resourceVersion().map(v -> "?resourceVersion=" + v).orElse("");
    String path = object.existing == null ? path(object.number, object.place) : object.existing;
    if (verb.path().isEmpty()) {
      return discardingBody(ApiRequest.get(path + query));
    }
    // What is below an object may be of any media type: a node's metrics are text.
    return discardingBody(ApiRequest.get(path + "/" + verb.path() + query).accepting("*/*"));
  }

  /**
   * Bodies of answers are received and dropped: the time ends with their last byte all the same.
   */
  private static ApiRequest discardingBody(ApiRequest get) {
    return new ApiRequest(
        get.method(),
        get.path(),
        get.contentType(),
        get.body(),
        ApiRequest.BodyUse.ON_ERROR,
        get.base(),
        get.accept(),
        get.as(),
        get.headers());
  }

  /**
   * @param continuing the token of the page before; empty for the first page
   */
  ApiRequest list(Verb verb, int place, String continuing) {
    StringBuilder query = new StringBuilder();
    if (verb.limit() > 0) {
      query.append("&limit=").append(verb.limit());
    }
    if (!continuing.isEmpty()) {
      query.append("&continue=").append(PercentEncoding.encoded(continuing));
    } else if (verb.resourceVersion().isPresent()) {
      query.append("&resourceVersion=").append(verb.resourceVersion().get());
    }
    String parameters = query.isEmpty() ? "" : "?" + query.substring(1);
    ApiRequest get = ApiRequest.get(collection(verb, place) + parameters);
    return verb.limit() > 0 && verb.allPages() ? get : discardingBody(get);
  }

  private String collection(Verb verb, int place) {
    return kind.collectionPath(verb.wholeCluster() ? Optional.empty() : namespace(place));
  }

  ApiRequest watch(Verb verb, int place, long timeoutNs) {
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(timeoutNs));
    return ApiRequest.get(
        collection(verb, place) + "?watch=true&resourceVersion=0&timeoutSeconds=" + seconds);
  }

  private BodyPattern.Values values(LiveObject object, long bytes, long nowNs) {
    return values(
        object.number, object.indexInSet, name(object.number), object.place, bytes, nowNs);
  }

  /**
   * Returns the request that replaces an object: unconditionally, unless a version of it was heard
   * of, as kinds of CustomResourceDefinitions need it.
   */
  ApiRequest update(LiveObject object, long bytes, long nowNs) {
    BodyPattern.Values values = values(object, bytes, nowNs);
    byte[] body =
        object.resourceVersion.isEmpty()
            ? update.fill(values)
            : new String(conditionalUpdate.fill(values), StandardCharsets.UTF_8)
                .replace("RESOURCE_VERSION", object.resourceVersion)
                .getBytes(StandardCharsets.UTF_8);
    return ApiRequest.json("PUT", path(object.number, object.place) + query(), body);
  }

  /** Tells whether updates must say which version they replace. */
  boolean needsResourceVersion() {
    return kind.group().contains(".") && !kind.group().endsWith(".k8s.io");
  }

  /**
   * @param request number of the request, which {@code ${n}} stands for
   */
  ApiRequest patch(Verb verb, LiveObject object, long request, long nowNs) {
    String own = path(object.number, object.place);
    byte[] body =
        patches
            .get(verb)
            .fill(values(request, object.indexInSet, name(object.number), object.place, 0, nowNs));
    if (verb.operation() == Operation.STATUS) {
      return ApiRequest.mergePatch(own + "/status" + query(), body);
    }
    String path = own + query();
    return switch (verb.patch()) {
      case "strategic" -> ApiRequest.strategicMergePatch(path, body);
      case "json" -> ApiRequest.jsonPatch(path, body);
      default -> ApiRequest.mergePatch(path, body);
    };
  }

  ApiRequest apply(LiveObject object, long bytes, long nowNs) {
    return ApiRequest.apply(
        path(object.number, object.place) + query() + "&force=true",
        update.fill(values(object, bytes, nowNs)));
  }

  ApiRequest scale(long number, int place, long replicas) {
    byte[] body = JsonWriter.bytes(JsonTree.of("spec", JsonTree.of("replicas", replicas)));
    return ApiRequest.mergePatch(path(number, place) + "/scale" + query(), body);
  }
}
