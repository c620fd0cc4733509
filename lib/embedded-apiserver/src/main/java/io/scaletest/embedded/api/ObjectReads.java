package io.scaletest.embedded.api;

import io.scaletest.common.clock.Ticker;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.selector.FieldSelector;
import io.scaletest.embedded.selector.LabelSelector;
import io.scaletest.embedded.selector.SelectorException;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.ObjectCollection.Query;
import io.scaletest.embedded.store.ObjectCollection.Snapshot;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.embedded.watch.EventFraming;
import io.scaletest.embedded.watch.WatchOrder;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The reading verbs: get, list with pages, and watch. */
final class ObjectReads {
  private static final String EXACT = "Exact";
  private static final String NOT_OLDER_THAN = "NotOlderThan";

  /** A watch without {@code timeoutSeconds} lasts so long and up to twice as long. */
  private static final long MIN_WATCH_S = 1_800;

  private static final long MAX_LIMIT = Integer.MAX_VALUE;

  private final Store store;
  private final Tables tables;
  private final Stamps stamps;
  private final Ticker ticker;

  ObjectReads(Store store, Tables tables, Stamps stamps, Ticker ticker) {
    this.store = store;
    this.tables = tables;
    this.stamps = stamps;
    this.ticker = ticker;
  }

  /** The selectors of a list or watch. */
  record Choice(LabelSelector labels, FieldSelector fields) {
    boolean isEverything() {
      return labels.isEverything() && fields.isEverything();
    }

    Predicate<StoredObject> which() {
      return isEverything()
          ? object -> true
          : object -> labels.matches(object.labels()) && fields.matches(object);
    }
  }

  /** Reads the selectors of a request. */
  static Choice choice(ResourcePath path, QueryParameters query) {
    ResourceType type = path.type();
    String fields = query.get("fieldSelector");
    if (!path.isCollection()) {
      fields = "metadata.name=" + path.name() + (fields.isEmpty() ? "" : "," + fields);
    }
    try {
      return new Choice(
          LabelSelector.parse(query.get("labelSelector")),
          FieldSelector.parse(fields, type::fieldNumber));
    } catch (SelectorException e) {
      if (type.fields().isEmpty() && e.unknownField().isPresent()) {
        throw ApiException.badRequest(
            "\""
                + e.unknownField().get()
                + "\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\"");
      }
      throw ApiException.badRequest(
          "Unable to find \""
              + type.apiVersion()
              + ", Resource="
              + type.plural()
              + "\" that match label selector \""
              + query.get("labelSelector")
              + "\", field selector \""
              + query.get("fieldSelector")
              + "\": "
              + e.getMessage());
    }
  }

  Answer get(ResourcePath path, QueryParameters query, Request request, StoredObject object) {
    version(query, store.of(path.type()));
    return Answer.json(
        200, Representation.of(request, path.type()).one(tables, path.type(), object));
  }

  Answer list(ResourcePath path, QueryParameters query, Request request) {
    Representation representation = Representation.of(request, path.type());
    Page page = page(path, query);
    return Answer.json(200, representation.list(tables, page));
  }

  /** Returns how many objects are asked for at most; 0 for all. */
  static int limit(QueryParameters query) {
    long limit = query.number("limit", 0);
    if (limit < 0) {
      throw ApiException.badRequest("limit: must not be negative, got " + limit);
    }
    return (int) Math.min(limit, MAX_LIMIT);
  }

  private Page page(ResourcePath path, QueryParameters query) {
    ResourceType type = path.type();
    Choice choice = choice(path, query);
    ObjectCollection collection = store.of(type);
    int max = limit(query);
    String match = match(query);
    Snapshot found;
    if (query.has("continue") && !query.get("continue").isEmpty()) {
      found = next(collection, path.namespace(), query, max, choice);
    } else {
      var wanted = Query.fromFirst(path.namespace(), max, choice.which());
      long version = version(query, collection);
      found =
          match.equals(EXACT)
              ? collection
                  .snapshotAt(version, wanted)
                  .orElseThrow(
                      () ->
                          ApiException.expired(
                              "The resourceVersion for the provided list is too old."))
              : collection.snapshot(wanted);
    }
    return page(type, found, choice);
  }

  private static Snapshot next(
      ObjectCollection collection,
      String namespace,
      QueryParameters query,
      int limit,
      Choice choice) {
    String version = query.get("resourceVersion");
    if (!version.isEmpty() && !version.equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    ContinueToken token = ContinueToken.parse(query.get("continue"));
    var wanted = new Query(namespace, token.start(), limit, choice.which(), token.remaining());
    return collection
        .snapshotAt(token.version(), wanted)
        .orElseThrow(
            () ->
                ApiException.expired(
                    "The provided continue parameter is too old to display a consistent list"
                        + " result. You can start a new list without the continue parameter."));
  }

  private static Page page(ResourceType type, Snapshot found, Choice choice) {
    List<StoredObject> objects = found.objects();
    String token = "";
    if (found.remaining() > 0 && !objects.isEmpty()) {
      String last = objects.get(objects.size() - 1).key();
      token = new ContinueToken(found.version(), last, found.remaining()).text();
    }
    long remaining = choice.isEverything() ? found.remaining() : -1;
    return new Page(type, found.version(), objects, token, remaining);
  }

  /** Returns how a resourceVersion is to be matched; empty where the request does not say. */
  private static String match(QueryParameters query) {
    String match = query.get("resourceVersionMatch");
    if (match.isEmpty()) {
      return match;
    }
    String version = query.get("resourceVersion");
    boolean initialEvents = query.has("sendInitialEvents");
    if (!match.equals(EXACT) && !match.equals(NOT_OLDER_THAN)) {
      throw invalidOptions(
          "resourceVersionMatch",
          "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\"");
    }
    if (version.isEmpty() && !initialEvents) {
      throw invalidOptions(
          "resourceVersionMatch",
          "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (!query.get("continue").isEmpty()) {
      throw invalidOptions(
          "resourceVersionMatch",
          "Forbidden: resourceVersionMatch is forbidden when continue is" + " provided");
    }
    if (match.equals(EXACT) && version.equals("0")) {
      throw invalidOptions(
          "resourceVersionMatch",
          "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
    return match;
  }

  private static ApiException invalidOptions(String field, String message) {
    String whole = "ListOptions.meta.k8s.io \"\" is invalid: " + field + ": " + message;
    return new ApiException(
        422, "Invalid", whole, JsonTree.of("group", "meta.k8s.io", "kind", "ListOptions"));
  }

  /** Returns the resourceVersion that a request names, 0 where it names none. */
  private static long version(QueryParameters query, ObjectCollection collection) {
    String text = query.get("resourceVersion");
    if (text.isEmpty()) {
      return 0;
    }
    long version;
    try {
      version = Long.parseLong(text);
    } catch (NumberFormatException e) {
      version = -1;
    }
    if (version < 0) {
      throw new ApiException(
          400,
          "BadRequest",
          "resourceVersion: Invalid value: \"" + text + "\": must be a number",
          JsonTree.of());
    }
    long current = collection.currentVersion();
    if (version > current) {
      throw ApiException.tooLarge(version, current);
    }
    return version;
  }

  /**
   * How a watch's client wants its events.
   *
   * @param shape of the objects in them
   */
  private record Form(Representation shape, EventFraming framing) {
    static Form of(Request request, ResourceType type) {
      Representation shape = Representation.of(request, type);
      boolean protobuf =
          shape != Representation.TABLE
              && ProtobufResponder.isPreferred(request)
              && (shape == Representation.METADATA
                  || KubernetesProtobuf.has(type.apiVersion(), type.kind()));
      return new Form(shape, protobuf ? EventFraming.PROTOBUF : EventFraming.JSON);
    }

    WatchOrder.Encoding encoding(Tables tables, ResourceType type) {
      if (shape == Representation.OBJECT && framing == EventFraming.PROTOBUF) {
        return StoredObject::protobuf;
      }
      if (shape == Representation.OBJECT && type.isStored()) {
        return WatchOrder.Encoding.PLAIN;
      }
      return object -> framing.encode(shape.one(tables, type, object));
    }
  }

  /** Starts a watch; an expired resourceVersion is an event of the watch itself. */
  void watch(ResourcePath path, QueryParameters query, Request request, Responder responder) {
    Choice choice = choice(path, query);
    Form form = Form.of(request, path.type());
    match(query);
    boolean sendsInitial = query.isTrue("sendInitialEvents");
    if (query.has("sendInitialEvents")
        && !query.get("resourceVersionMatch").equals(NOT_OLDER_THAN)) {
      throw invalidOptions(
          "resourceVersionMatch",
          "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (!query.has("sendInitialEvents") && !query.get("resourceVersionMatch").isEmpty()) {
      throw invalidOptions(
          "resourceVersionMatch",
          "Forbidden: resourceVersionMatch is forbidden for watch unless"
              + " sendInitialEvents is provided");
    }
    ResourceType type = path.type();
    ObjectCollection collection = store.of(type);
    String text = query.get("resourceVersion");
    boolean fromNow = text.isEmpty() || text.equals("0");
    long version = fromNow ? 0 : watchVersion(text);
    List<StoredObject> initial = List.of();
    long nextSequence;
    if (sendsInitial || fromNow && !query.has("sendInitialEvents")) {
      version(query, collection);
      Snapshot now = collection.snapshot(Query.fromFirst(path.namespace(), 0, choice.which()));
      initial = now.objects();
      nextSequence = now.nextSequence();
      version = now.version();
    } else if (fromNow) {
      nextSequence = collection.nextSequence();
      version = collection.currentVersion();
    } else {
      Optional<Long> next = collection.sequenceAfter(version);
      if (next.isEmpty()) {
        refuse(responder, form.framing(), version, collection.currentVersion());
        return;
      }
      nextSequence = next.get();
    }
    boolean bookmarks = query.isTrue("allowWatchBookmarks");
    WatchOrder order =
        new WatchOrder(
            collection,
            type,
            path.namespace(),
            choice.labels(),
            choice.fields(),
            form.encoding(tables, type),
            form.framing(),
            initial,
            nextSequence,
            version,
            sendsInitial && bookmarks,
            bookmarks,
            endNs(query));
    responder.fedBy(
        responder.watches().start(order, responder.beginStream(form.framing().contentType())));
  }

  private static long watchVersion(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "resourceVersion: Invalid value: \"" + text + "\": must be a number");
    }
  }

  private long endNs(QueryParameters query) {
    long seconds = query.number("timeoutSeconds", 0);
    if (seconds <= 0) {
      seconds = MIN_WATCH_S + Math.floorMod(stamps.random(), MIN_WATCH_S);
    }
    return ticker.nanos() + TimeUnit.SECONDS.toNanos(Math.min(seconds, TimeUnit.DAYS.toSeconds(1)));
  }

  /** As kube-apiserver: the answer is a watch whose one event is the error. */
  private static void refuse(
      Responder responder, EventFraming framing, long version, long current) {
    ApiException expired =
        ApiException.expired("too old resource version: " + version + " (" + current + ")");
    framing.refuse(responder.beginStream(framing.contentType()), expired.toJson());
  }
}
