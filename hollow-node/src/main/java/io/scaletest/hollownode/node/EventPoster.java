package io.scaletest.hollownode.node;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.EventCorrelator.Correlated;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.protobuf.EventShapes;
import io.scaletest.wire.protobuf.MessageBody;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The event recorders of many kubelets: a bounded queue of events that {@link EventCorrelator} lets
 * pass, posted one after the other and tried again. For the thread that holds the loop's lock;
 * never blocks.
 */
final class EventPoster {
  /** Events under way at once, so that they never take the streams of what matters more. */
  private static final int IN_FLIGHT_MAX = 50;

  /** Events that wait; a real kubelet's queue holds 1,000. */
  private static final int WAITING_MAX = 20_000;

  /** Client-go's event broadcaster: twelve tries, ten seconds apart. */
  private static final int TRIES = 12;

  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(10);

  private final WorkLoop loop;
  private final HollowFigures figures;
  private final EventCorrelator correlator = new EventCorrelator();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int inFlight;
  private int retrying;

  private record Waiting(
      NodeLink link,
      String node,
      EventSubject subject,
      EventReason reason,
      Correlated event,
      long second,
      int tries) {
    Waiting again() {
      return new Waiting(link, node, subject, reason, event, second, tries + 1);
    }
  }

  public EventPoster(WorkLoop loop, HollowFigures figures) {
    this.loop = loop;
    this.figures = figures;
  }

  /** Posts an event of the kubelet of {@code node}, some time. Under the loop's lock. */
  public void post(
      NodeLink link, String node, EventSubject subject, EventReason reason, String message) {
    long nowNs = loop.nowNs();
    long epochNs = TimeUnit.MILLISECONDS.toNanos(loop.wallClock().epochMillisAt(nowNs));
    Optional<Correlated> correlated =
        correlator.correlate(node, subject, reason, message, nowNs, epochNs);
    if (correlated.isEmpty() || waiting.size() >= WAITING_MAX) {
      figures.eventsDropped.increment();
      return;
    }
    long second = TimeUnit.NANOSECONDS.toSeconds(epochNs);
    waiting.add(new Waiting(link, node, subject, reason, correlated.get(), second, 1));
    pump();
  }

  private static String collection(EventSubject subject) {
    return "/api/v1/namespaces/" + subject.eventNamespace() + "/events";
  }

  private static ApiRequest repeat(Waiting event) {
    JsonWriter json = new JsonWriter().object().put("count", event.event().count());
    json.putSecond("lastTimestamp", event.second());
    json.put("message", event.event().message()).endObject();
    return ApiRequest.strategicMergePatch(
        collection(event.subject()) + "/" + event.event().name(), json.bytes());
  }

  private static ApiRequest first(Waiting event) {
    EventSubject subject = event.subject();
    Correlated correlated = event.event();
    MessageBody out = MessageBody.of("v1", "Event", EventShapes.CORE_EVENT);
    out.object("metadata")
        .put("name", correlated.name())
        .put("namespace", subject.eventNamespace());
    out.endObject().object("involvedObject").put("kind", subject.kind());
    putIfAny(out, "namespace", subject.namespace());
    out.put("name", subject.name());
    putIfAny(out, "uid", subject.uid());
    out.put("apiVersion", "v1");
    putIfAny(out, "fieldPath", subject.fieldPath());
    out.endObject().put("reason", event.reason().text());
    out.put("message", correlated.message());
    out.object("source").put("component", "kubelet").put("host", event.node()).endObject();
    out.putSecond("firstTimestamp", correlated.firstSecond());
    out.putSecond("lastTimestamp", event.second()).put("count", correlated.count());
    out.put("type", event.reason().type());
    out.put("reportingComponent", "kubelet").put("reportingInstance", event.node());
    return ApiRequest.protobuf("POST", collection(subject), out.bytes());
  }

  private static void putIfAny(MessageBody out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value);
    }
  }

  private void pump() {
    while (inFlight < IN_FLIGHT_MAX && !waiting.isEmpty()) {
      Waiting event = waiting.poll();
      if (event.link().isStopped()) {
        continue;
      }
      if (!event.link().isUp()) {
        retry(event);
        continue;
      }
      inFlight++;
      if (event.event().count() > 1) {
        figures.eventsPatched.increment();
        event.link().sendAnyway(repeat(event), reply -> repeated(event, reply));
      } else {
        post(event);
      }
    }
  }

  private void post(Waiting event) {
    figures.eventsPosted.increment();
    event.link().sendAnyway(first(event), reply -> answered(event, reply));
  }

  /** A repeated event that the server has not, or no more, is posted as if it were the first. */
  private void repeated(Waiting event, ApiReply reply) {
    if (reply.status() == NOT_FOUND && !event.link().isStopped()) {
      post(event);
    } else {
      answered(event, reply);
    }
  }

  /** Sends an event once more later, unless that was the last try or too many wait for theirs. */
  private boolean retry(Waiting event) {
    if (event.tries() >= TRIES || retrying >= WAITING_MAX) {
      figures.eventsDropped.increment();
      return false;
    }
    retrying++;
    loop.schedule(
        RETRY_NS,
        () -> {
          retrying--;
          waiting.add(event.again());
          pump();
        });
    return true;
  }

  /**
   * Like client-go: what the server refuses is not tried again, what did not reach it is, and an
   * event that is there already is no failure: its count came before it.
   */
  private void answered(Waiting event, ApiReply reply) {
    inFlight--;
    boolean unanswered = reply.status() == 0 && !event.link().isStopped();
    boolean again = unanswered && retry(event);
    if (!again && !reply.succeeded() && reply.status() != CONFLICT) {
      EventSubject subject = event.subject();
      figures.failed(
          "event",
          reply,
          "event",
          event.event().name(),
          "object",
          subject.name(),
          "namespace",
          subject.eventNamespace(),
          "node",
          event.node());
    }
    pump();
  }

  /** Returns how many events wait. */
  public int waiting() {
    return waiting.size();
  }
}
