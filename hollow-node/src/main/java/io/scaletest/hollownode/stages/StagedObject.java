package io.scaletest.hollownode.stages;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;
import static io.scaletest.wire.http.HttpStatus.UNAVAILABLE;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.EventReason;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * An object whose stages are played: each change chooses the next one and when it is due, in place
 * of what was chosen before; what is under way is finished first. To be called with the loop's lock
 * held; nothing blocks.
 *
 * <p><i>Source:</i> {@code preprocess} and {@code playStage} of kwok 0.8's controllers.
 */
final class StagedObject {
  /** Kwok's: one second, doubled, with up to a fifth more. */
  private static final long BACKOFF_NS = TimeUnit.SECONDS.toNanos(1);

  private static final double BACKOFF_JITTER = 0.2;

  /** The last of them comes after more than half an hour, the longest that kwok waits. */
  private static final int TRIES = 12;

  private static final int TIMEOUT = 504;

  private final StagedNode node;
  private final ObjectKind kind;
  private final String uid;
  private final String namespace;
  private final String name;
  private final SplittableRandom random;
  private final Alarm alarm;
  private final PodCount count;
  private Map<String, Object> latest = Map.of();
  private List<String> addresses = List.of();
  private Optional<Job> chosen = Optional.empty();
  private Optional<Job> playing = Optional.empty();
  private boolean hasPermit;

  /** Which life of the object here it is: what an earlier one waits for is nobody's. */
  private int life;

  /** A stage that was chosen for an object as it was then. */
  private static final class Job {
    private final Stage stage;
    private final Map<String, Object> seen;
    private long dueNs;
    private int step;
    private int tries;

    /** What the server answered last, where it was asked for. */
    private Optional<Map<String, Object>> result = Optional.empty();

    Job(Stage stage, Map<String, Object> seen, long dueNs) {
      this.stage = stage;
      this.seen = seen;
      this.dueNs = dueNs;
    }
  }

  StagedObject(StagedNode node, ObjectKind kind, Map<String, Object> object) {
    this.node = node;
    this.kind = kind;
    this.uid = JsonTree.text(object, "metadata", "uid");
    this.namespace = JsonTree.text(object, "metadata", "namespace");
    this.name = JsonTree.text(object, "metadata", "name");
    this.random = node.random(kind.text + "/" + namespace + "/" + name);
    this.alarm = node.loop().alarm(nowNs -> begin());
    this.count = new PodCount(figures(), node.loop().nowNs());
  }

  private HollowFigures figures() {
    return node.context().figures();
  }

  StagedNode node() {
    return node;
  }

  String uid() {
    return uid;
  }

  String path() {
    return kind.path(namespace, name);
  }

  /** Returns a pod's addresses, which it has from the first time that somebody asks for them. */
  List<String> addresses() {
    if (Boolean.TRUE.equals(JsonTree.child(latest, "spec").get("hostNetwork"))) {
      return node.hostAddresses();
    }
    if (addresses.isEmpty()) {
      addresses = node.takeAddresses();
    }
    return addresses;
  }

  /** Returns the addresses that a pod has, without taking any. */
  List<String> held() {
    return addresses;
  }

  void post(EventReason reason, String message) {
    if (kind == ObjectKind.POD) {
      node.context().podEvent(namespace, name, uid, "", reason, message);
    } else {
      node.context().event(reason, message);
    }
  }

  /** Returns what a template makes of the object as it was. */
  String render(GoTemplate template, Map<String, Object> seen) throws TemplateException {
    return template.execute(GoTemplate.data(seen), StageFunctions.of(this));
  }

  /** The object is this now; goes on with it unless the node stands still. */
  void changed(Map<String, Object> object) {
    latest = object;
    if (kind == ObjectKind.POD) {
      count.phase(JsonTree.text(object, "status", "phase"), node.loop().nowNs());
      adoptAddresses(object);
    }
    if (node.isPlaying()) {
      choose(object);
    }
  }

  private void adoptAddresses(Map<String, Object> object) {
    boolean ofHost = Boolean.TRUE.equals(JsonTree.child(object, "spec").get("hostNetwork"));
    String address = JsonTree.text(object, "status", "podIP");
    if (addresses.isEmpty() && !ofHost && !address.isEmpty()) {
      List<String> all =
          JsonTree.objects(JsonTree.child(object, "status"), "podIPs").stream()
              .map(ip -> JsonTree.string(ip, "ip"))
              .toList();
      addresses = all.isEmpty() ? List.of(address) : all;
      node.adoptAddresses(addresses);
    }
  }

  /** Goes on with what is known of the object: the node has begun, or has its network again. */
  void resume() {
    choose(latest);
    begin();
  }

  /** The node stands still. */
  void pause() {
    alarm.cancel();
    returnPermit();
  }

  /** The node is off: nothing is under way any more. */
  void stop() {
    life++;
    alarm.cancel();
    chosen = Optional.empty();
    playing = Optional.empty();
    returnPermit();
  }

  /** The object is gone. */
  void remove() {
    stop();
    alarm.release();
    node.releaseAddresses(addresses);
    if (kind == ObjectKind.POD) {
      count.removed();
    }
  }

  private static String version(Map<String, Object> object) {
    return JsonTree.text(object, "metadata", "resourceVersion");
  }

  /** As kwok: what matches nothing leaves what was chosen before. */
  private void choose(Map<String, Object> object) {
    boolean known = chosen.isPresent() && version(chosen.get().seen).equals(version(object));
    if (known) {
      return;
    }
    Optional<Stage> next = node.lifecycle(kind).next(object, random);
    if (next.isEmpty()) {
      return;
    }
    long delayNs = Math.max(0, next.get().delay().ns(object, node.now(), random));
    chosen = Optional.of(new Job(next.get(), object, node.loop().nowNs() + delayNs));
    alarm.cancel();
    begin();
  }

  /** Begins what was chosen, if it is due and nothing else is under way. */
  private void begin() {
    if (playing.isPresent() || chosen.isEmpty() || !node.isPlaying()) {
      return;
    }
    if (chosen.get().dueNs > node.loop().nowNs()) {
      alarm.set(chosen.get().dueNs);
      return;
    }
    playing = chosen;
    chosen = Optional.empty();
    play(playing.get());
  }

  /** Does steps until one needs a request, or all are done. */
  private void play(Job job) {
    try {
      while (job.step < job.stage.steps().size()) {
        Optional<ApiRequest> request = job.stage.steps().get(job.step).request(this, job.seen);
        if (request.isPresent()) {
          send(job, request.get());
          return;
        }
        job.step++;
      }
    } catch (TemplateException e) {
      figures().failed("stage " + job.stage.name() + ": " + e.getMessage());
    }
    end(job);
  }

  private void send(Job job, ApiRequest request) {
    int own = life;
    if (kind == ObjectKind.POD) {
      boolean free =
          node.context()
              .podRequests()
              .take(
                  () -> {
                    if (own == life && node.isPlaying()) {
                      send(job, request);
                    }
                  });
      if (!free) {
        return;
      }
      hasPermit = true;
    }
    boolean wantsResult = job.stage.immediateNext() && !request.method().equals("DELETE");
    node.context()
        .link()
        .sendJson(
            wantsResult ? request.readingEveryBody() : request,
            reply -> {
              if (own == life) {
                answered(job, reply);
              }
            });
  }

  private void returnPermit() {
    if (hasPermit) {
      hasPermit = false;
      node.context().podRequests().release();
    }
  }

  private void answered(Job job, ApiReply reply) {
    if (reply.succeeded()) {
      if (kind == ObjectKind.POD) {
        figures().podPatch.record(reply.answeredNs() - reply.queuedNs());
      }
      if (job.stage.immediateNext()) {
        job.result = JsonTree.object(reply.body());
      }
      job.step++;
      job.tries = 0;
      returnPermit();
      play(job);
      return;
    }
    boolean again = isForLater(reply) && job.tries < TRIES;
    if (again && chosen.isEmpty()) {
      job.dueNs = node.loop().nowNs() + backoffNs(job.tries);
      job.tries++;
      chosen = Optional.of(job);
    } else if (reply.status() != NOT_FOUND && reply.status() != CONFLICT) {
      // Who is gone, or another by now, needs no stage.
      figures().failed("stage " + job.stage.name(), reply, kind.text, name, "namespace", namespace);
    }
    playing = Optional.empty();
    returnPermit();
    begin();
  }

  /** Tells whether the server may take the same some time later. */
  private static boolean isForLater(ApiReply reply) {
    return switch (reply.status()) {
      case 0, TOO_MANY_REQUESTS, UNAVAILABLE, TIMEOUT -> true;
      default -> false;
    };
  }

  private long backoffNs(int tries) {
    return (long) ((BACKOFF_NS << tries) * (1 + BACKOFF_JITTER * random.nextDouble()));
  }

  private void end(Job job) {
    playing = Optional.empty();
    boolean isOther =
        job.result.isPresent() && !version(job.result.get()).equals(version(job.seen));
    if (isOther && chosen.isEmpty()) {
      choose(job.result.get());
    } else {
      begin();
    }
  }
}
