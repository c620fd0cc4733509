package io.scaletest.hollownode.event;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.json.JsonText;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.message.EventShapes;
import io.scaletest.hollownode.message.MessageBody;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Posts the events of many kubelets: a repeated one raises the count of the first, and too many
 * about one object are dropped, by client-go's rules. Owned by its loop.
 */
public final class EventPoster {
  /** Client-go's spam filter: so many events of one source about one object at once … */
  static final int BURST = 25;

  /** … and then one each so often. */
  static final long REFILL_NS = TimeUnit.SECONDS.toNanos(300);

  /** Objects and events remembered; a kubelet remembers 4,096 each. */
  private static final int REMEMBERED_MAX = 16_384;

  /** Events under way at once, so that they never take the streams of what matters more. */
  private static final int IN_FLIGHT_MAX = 50;

  /** Events that wait; a real kubelet's queue holds 1,000. */
  private static final int WAITING_MAX = 20_000;

  private static final String PATCH_TYPE = "application/strategic-merge-patch+json";
  private static final int NOT_FOUND = 404;

  private final WorkLoop loop;
  private final HollowFigures figures;
  private final Map<String, Posted> posted = lru();
  private final Map<String, Budget> budgets = lru();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int inFlight;
  private long lastNameNs;

  /** An event on the server. */
  private static final class Posted {
    private final String name;
    private int count = 1;

    Posted(String name) {
      this.name = name;
    }
  }

  /** What one object may still get. */
  private static final class Budget {
    private double tokens = BURST;
    private long atNs;
  }

  private record Waiting(NodeClient client, ApiRequest request, String key) {}

  public EventPoster(WorkLoop loop, HollowFigures figures) {
    this.loop = loop;
    this.figures = figures;
  }

  private static <V> Map<String, V> lru() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }

  /** Posts an event of the kubelet of {@code node}, some time. Under the loop's lock. */
  public void post(
      NodeClient client, String node, EventSubject subject, EventReason reason, String message) {
    long nowNs = loop.nowNs();
    if (!allowed(node + "/" + subject.kind() + subject.uid() + subject.name(), nowNs)) {
      figures.eventsDropped.increment();
      return;
    }
    String key =
        node + "/" + subject.uid() + subject.fieldPath() + "/" + reason.text() + "/" + message;
    long second = loop.wallClock().at(nowNs).getEpochSecond();
    Posted before = posted.get(key);
    if (before != null) {
      before.count++;
      enqueue(new Waiting(client, repeat(subject, before, second), key));
      return;
    }
    Posted event = new Posted(subject.name() + "." + Long.toHexString(uniqueNs(nowNs)));
    posted.put(key, event);
    byte[] body = body(node, subject, reason, message, event.name, second);
    enqueue(new Waiting(client, ApiRequest.protobuf("POST", collection(subject), body), key));
  }

  /** Returns the wall time in nanoseconds, which names the event, the same one never twice. */
  private long uniqueNs(long nowNs) {
    long epochNs = TimeUnit.MILLISECONDS.toNanos(loop.wallClock().epochMillisAt(nowNs));
    lastNameNs = Math.max(lastNameNs + 1, epochNs);
    return lastNameNs;
  }

  private boolean allowed(String object, long nowNs) {
    Budget budget = budgets.computeIfAbsent(object, o -> new Budget());
    if (budget.atNs != 0) {
      budget.tokens = Math.min(BURST, budget.tokens + (nowNs - budget.atNs) / (double) REFILL_NS);
    }
    budget.atNs = nowNs;
    if (budget.tokens < 1) {
      return false;
    }
    budget.tokens--;
    return true;
  }

  private static String collection(EventSubject subject) {
    return "/api/v1/namespaces/" + subject.eventNamespace() + "/events";
  }

  private static ApiRequest repeat(EventSubject subject, Posted event, long second) {
    JsonText json = new JsonText().object().put("count", event.count);
    json.putSecond("lastTimestamp", second).endObject();
    return new ApiRequest(
        "PATCH",
        collection(subject) + "/" + event.name,
        PATCH_TYPE,
        json.bytes(),
        ApiRequest.BodyUse.ON_ERROR,
        Optional.empty());
  }

  private static byte[] body(
      String node,
      EventSubject subject,
      EventReason reason,
      String message,
      String name,
      long second) {
    MessageBody out = MessageBody.of("v1", "Event", EventShapes.CORE_EVENT);
    out.object("metadata").put("name", name).put("namespace", subject.eventNamespace());
    out.endObject().object("involvedObject").put("kind", subject.kind());
    putIfAny(out, "namespace", subject.namespace());
    out.put("name", subject.name());
    putIfAny(out, "uid", subject.uid());
    out.put("apiVersion", "v1");
    putIfAny(out, "fieldPath", subject.fieldPath());
    out.endObject().put("reason", reason.text()).put("message", message);
    out.object("source").put("component", "kubelet").put("host", node).endObject();
    out.putSecond("firstTimestamp", second).putSecond("lastTimestamp", second).put("count", 1);
    out.put("type", reason.type());
    out.put("reportingComponent", "kubelet").put("reportingInstance", node);
    return out.bytes();
  }

  private static void putIfAny(MessageBody out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value);
    }
  }

  private void enqueue(Waiting event) {
    if (waiting.size() >= WAITING_MAX) {
      figures.eventsDropped.increment();
      return;
    }
    waiting.add(event);
    pump();
  }

  private void pump() {
    while (inFlight < IN_FLIGHT_MAX && !waiting.isEmpty()) {
      Waiting event = waiting.poll();
      inFlight++;
      boolean repeated = event.request().method().equals("PATCH");
      (repeated ? figures.eventsPatched : figures.eventsPosted).increment();
      loop.onReply(event.client().send(event.request()), reply -> answered(event, reply));
    }
  }

  private void answered(Waiting event, ApiReply reply) {
    inFlight--;
    if (!reply.succeeded()) {
      // Like client-go: what the server refuses is not tried again; a later one is a new event.
      if (reply.status() == NOT_FOUND) {
        posted.remove(event.key());
      } else {
        figures.failed("event: " + reply.failure());
      }
    }
    pump();
  }

  /** Returns how many events wait. */
  public int waiting() {
    return waiting.size();
  }
}
