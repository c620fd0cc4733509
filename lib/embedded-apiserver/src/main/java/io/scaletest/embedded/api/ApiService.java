package io.scaletest.embedded.api;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.embedded.api.RequestMetrics.Labels;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.ForwardingResponder;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.watch.EventSink;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request handler: routes each request by path and verb, injects faults and records metrics.
 * Safe for use by many threads; each responder belongs to its own event loop.
 */
public final class ApiService {
  private static final Logger LOG = LoggerFactory.getLogger(ApiService.class);

  /** Paths that need no authentication, as with the real server's default roles. */
  private static final Set<String> PUBLIC = Set.of("/healthz", "/livez", "/readyz", "/version");

  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  private final ResourceCatalog catalog = ResourceCatalog.standard();
  private final RequestMetrics metrics = new RequestMetrics();
  private final Reviews reviews = new Reviews();
  private final Discovery discovery = new Discovery(catalog);
  private final OpenApi openApi = new OpenApi(catalog);
  private final Store store;
  private final Faults faults;
  private final Ticker ticker;
  private final ObjectWrites writes;
  private final ResourceVerbs verbs;

  /**
   * @param seed of UIDs and generated names
   */
  public ApiService(Store store, Faults faults, Tokens tokens, WallClock clock, long seed) {
    this.store = store;
    this.faults = faults;
    this.ticker = clock.ticker();
    Stamps stamps = new Stamps(clock, seed);
    Tables tables = new Tables(stamps);
    this.writes = new ObjectWrites(store, catalog, stamps);
    this.verbs =
        new ResourceVerbs(
            store,
            new ObjectReads(store, tables, stamps, ticker),
            writes,
            new Subresources(writes, stamps, tokens),
            new CustomResources(catalog, store, writes, stamps),
            new NamespaceDeletion(store, catalog, writes, stamps),
            tables);
  }

  /** Puts an object into the store, as if the administrator had created it. */
  public void put(String group, String version, String plural, Map<String, Object> tree) {
    ResourceType type = catalog.find(group, version, plural).orElseThrow();
    String namespace = JsonTree.string(JsonTree.child(tree, "metadata"), "namespace");
    writes.create(new ResourcePath(type, namespace, "", ""), tree, false);
  }

  /** Serves one request, now or later. */
  public void serve(Request request, Responder raw) {
    long beganNs = ticker.nanos();
    Responder responder = ProtobufResponder.of(request, raw);
    try {
      if (PUBLIC.stream().anyMatch(path -> isBelow(request.path(), path))) {
        responder.answer(publicAnswer(request));
        return;
      }
      requireUser(request);
      Optional<ResourcePath> path = ResourcePath.parse(request.path(), catalog);
      if (path.isPresent()) {
        serve(path.get(), request, responder, beganNs);
      } else {
        responder.answer(other(request));
      }
    } catch (ApiException e) {
      responder.answer(refusal(e));
    } catch (RuntimeException e) {
      responder.answer(fault(request, e));
    }
  }

  private static boolean isBelow(String path, String root) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }

  private static Answer publicAnswer(Request request) {
    if (!request.path().startsWith("/version")) {
      return new Answer(200, Answer.TEXT, OK, Map.of());
    }
    return Answer.json(
        200,
        JsonWriter.bytes(
            JsonTree.of(
                "major",
                "1",
                "minor",
                "36",
                "gitVersion",
                "v1.36.0-embedded",
                "gitCommit",
                "",
                "gitTreeState",
                "clean",
                "buildDate",
                "1970-01-01T00:00:00Z",
                "goVersion",
                "",
                "compiler",
                "javac",
                "platform",
                "java")));
  }

  private static void requireUser(Request request) {
    if (request.user().isEmpty()) {
      throw new ApiException(401, "Unauthorized", "Unauthorized", Map.of());
    }
  }

  private Answer other(Request request) {
    if (request.path().equals("/metrics")) {
      byte[] page = metrics.text().getBytes(StandardCharsets.UTF_8);
      return new Answer(200, Answer.TEXT, page, Map.of());
    }
    return reviews
        .answer(request)
        .or(() -> discovery.answer(request))
        .or(() -> openApi.answer(request))
        .orElseThrow(ApiException::noSuchPath);
  }

  private void serve(ResourcePath path, Request request, Responder responder, long beganNs) {
    QueryParameters query = QueryParameters.parse(request.query());
    Representation.of(request, path.type()); // what cannot be answered is not done
    String verb = path.verb(request.method(), query.isTrue("watch"));
    Responder measured = new Measured(responder, Labels.of(path, verb), beganNs);
    Faults.RequestFault fault =
        faults.onRequest(verb, path.type().plural(), path.namespace(), nameOf(path, request));
    if (fault.equals(Faults.RequestFault.NONE)) {
      serveNow(path, query, request, measured);
    } else {
      Runnable service = () -> serveFaultily(path, query, request, measured, fault);
      if (fault.delayNs() > 0) {
        responder.later(fault.delayNs(), service);
      } else {
        service.run();
      }
    }
  }

  /** The name that a fault is matched with; one in a body is only looked for if any fault asks. */
  private String nameOf(ResourcePath path, Request request) {
    if (!path.name().isEmpty() || request.body().length == 0 || !faults.askForNames()) {
      return path.name();
    }
    try {
      return JsonTree.string(JsonTree.child(Bodies.parse(request), "metadata"), "name");
    } catch (ApiException e) {
      return "";
    }
  }

  private void serveFaultily(
      ResourcePath path,
      QueryParameters query,
      Request request,
      Responder responder,
      Faults.RequestFault fault) {
    if (fault.reset()) {
      responder.reset();
    } else if (fault.errorStatus() != 0) {
      responder.answer(refusal(ordered(fault)));
    } else {
      serveNow(path, query, request, responder);
    }
  }

  private void serveNow(
      ResourcePath path, QueryParameters query, Request request, Responder responder) {
    try {
      verbs.serve(path, query, request, responder);
    } catch (ApiException e) {
      responder.answer(refusal(e));
    } catch (RuntimeException e) {
      responder.answer(fault(request, e));
    }
  }

  private static ApiException ordered(Faults.RequestFault fault) {
    String reason =
        switch (fault.errorStatus()) {
          case 409 -> "Conflict";
          case 410 -> "Expired";
          case 429 -> "TooManyRequests";
          case 503 -> "ServiceUnavailable";
          case 504 -> "Timeout";
          default -> fault.errorStatus() >= 500 ? "InternalError" : "BadRequest";
        };
    Map<String, Object> details =
        fault.retryAfterSeconds() > 0
            ? JsonTree.of("retryAfterSeconds", (long) fault.retryAfterSeconds())
            : Map.of();
    return new ApiException(fault.errorStatus(), reason, "a fault that was ordered", details);
  }

  private static Answer refusal(ApiException e) {
    Map<String, String> headers =
        e.retryAfterSeconds() > 0
            ? Map.of("retry-after", Long.toString(e.retryAfterSeconds()))
            : Map.of();
    return new Answer(e.code(), Answer.JSON, e.toJson(), headers);
  }

  /** A fault of this program: logged, answered with 500, and survived. */
  private static Answer fault(Request request, RuntimeException e) {
    LOG.error("{} {} failed", request.method(), request.path(), e);
    return refusal(ApiException.internal(e.toString()));
  }

  /** Returns the store, for statistics and the control path. */
  public Store store() {
    return store;
  }

  /** A responder whose duration is measured. */
  private final class Measured extends ForwardingResponder {
    private final Labels labels;
    private final long beganNs;

    Measured(Responder responder, Labels labels, long beganNs) {
      super(responder);
      this.labels = labels;
      this.beganNs = beganNs;
    }

    @Override
    public void answer(Answer answer) {
      metrics.observe(labels, answer.status(), ticker.nanos() - beganNs);
      super.answer(answer);
    }

    @Override
    public EventSink beginStream(String contentType) {
      metrics.observe(labels, 200, 0);
      return super.beginStream(contentType);
    }
  }
}
