package io.scaletest.hollownode.pod;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.pod.References.Kind;
import io.scaletest.hollownode.pod.References.ObjectId;
import io.scaletest.hollownode.pod.References.ObjectReference;
import io.scaletest.hollownode.pod.References.Token;
import io.scaletest.hollownode.pod.References.Volume;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.PodShapes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What the pods of one node refer to: Secrets and ConfigMaps, each watched as long as a pod needs
 * it, and service-account tokens. Mounts the volumes that are made of them, again and again with a
 * back-off until it can, and says why an environment or a pull secret cannot be had. Keeps nothing
 * of the contents. Belongs to the node's loop.
 */
final class PodReferences {
  /** How long a kubelet waits for the first word about an object that it has begun to watch. */
  private static final long SYNC_NS = TimeUnit.SECONDS.toNanos(1);

  /** The kubelet's back-off of an operation on a volume: doubled up to a bit over two minutes. */
  private static final long BACKOFF_MIN_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long BACKOFF_MAX_NS = TimeUnit.SECONDS.toNanos(122);

  /** The kubelet asks for a new token after four fifths of its time, or a day, and up to 10 s. */
  private static final double REFRESH_SHARE = 0.8;

  private static final long REFRESH_MAX_SECONDS = TimeUnit.HOURS.toSeconds(24);
  private static final long REFRESH_JITTER_NS = TimeUnit.SECONDS.toNanos(10);

  /** A running pod is synced this often, and up to half as long more. */
  private static final long RESYNC_NS = TimeUnit.MINUTES.toNanos(1);

  private final NodeContext context;
  private final SplittableRandom random;
  private final Reporter reporter;
  private final Map<String, WatchedObject> watched = new HashMap<>(2);
  private final Map<String, Hold> holds = new HashMap<>(2);

  /** Posts an event about a pod. */
  interface Reporter {
    void event(PodSpec pod, EventReason reason, String message);
  }

  PodReferences(NodeContext context, SplittableRandom random, Reporter reporter) {
    this.context = context;
    this.random = random;
    this.reporter = reporter;
  }

  /**
   * Watches what the pod refers to, until {@link #release}.
   *
   * @param ready called when every volume is mounted, perhaps at once
   * @param wake called after {@code ready}, if that was not at once
   */
  void hold(PodSpec pod, Runnable ready, Runnable wake) {
    long mountNs = context.settings().latencies().mountNs();
    Hold hold = new Hold(pod, ready, wake);
    if (context.settings().references()) {
      holds.put(pod.uid(), hold);
      pod.references().objects().forEach(id -> hold.objects.put(id, use(pod, id)));
    }
    if (mountNs == 0) {
      hold.mountAll();
    } else {
      hold.deferred = true;
      context.link().after(mountNs, () -> hold.mountAll());
    }
    hold.deferred = true;
  }

  /** The pod's spec has changed: watches what it refers to by a container that was added, too. */
  void update(PodSpec pod) {
    Hold hold = holds.get(pod.uid());
    if (hold != null) {
      pod.references()
          .objects()
          .forEach(id -> hold.objects.computeIfAbsent(id, added -> use(pod, added)));
    }
  }

  /**
   * Returns why a container cannot be created, in the kubelet's words; empty if it can, as far as
   * its environment goes.
   */
  Optional<String> environmentError(PodSpec pod, String container) {
    Hold hold = holds.get(pod.uid());
    if (hold == null) {
      return Optional.empty();
    }
    for (ObjectReference reference :
        pod.references().environments().getOrDefault(container, List.of())) {
      Optional<String> error =
          hold.objects.get(reference.id()).environmentError(reference, pod.namespace());
      if (error.isPresent()) {
        return error;
      }
    }
    return Optional.empty();
  }

  /** The pod does not need its references any more. */
  void release(PodSpec pod) {
    Hold hold = holds.remove(pod.uid());
    if (hold != null) {
      hold.objects.forEach((id, object) -> unuse(pod, id, object));
    }
  }

  void close() {
    watched.values().forEach(object -> object.watch.close());
    watched.clear();
    holds.clear();
  }

  private static String key(PodSpec pod, ObjectId id) {
    return pod.namespace() + "/" + id.kind().resource + "/" + id.name();
  }

  private WatchedObject use(PodSpec pod, ObjectId id) {
    WatchedObject object = watched.get(key(pod, id));
    if (object == null) {
      object = new WatchedObject(id);
      watched.put(key(pod, id), object);
      object.watch =
          context.watch(
              WatchTarget.reference(pod.namespace(), id.kind().resource, id.name()), object);
    }
    object.users++;
    return object;
  }

  private void unuse(PodSpec pod, ObjectId id, WatchedObject object) {
    object.users--;
    if (object.users == 0) {
      watched.remove(key(pod, id));
      object.watch.close();
    }
  }

  /** What one pod has, and what it still waits for. */
  private final class Hold {
    private final PodSpec pod;
    private final Runnable ready;
    private final Runnable wake;
    private final Map<ObjectId, WatchedObject> objects = new HashMap<>(2);
    private int unmounted;
    private boolean deferred;

    Hold(PodSpec pod, Runnable ready, Runnable wake) {
      this.pod = pod;
      this.ready = ready;
      this.wake = wake;
    }

    private boolean isReleased() {
      return holds.get(pod.uid()) != this;
    }

    private void mountAll() {
      List<Volume> volumes = isReleased() ? List.of() : pod.references().volumes();
      unmounted = volumes.size();
      if (volumes.isEmpty()) {
        mounted();
      }
      volumes.forEach(volume -> new Mount(this, volume).attempt());
    }

    private void volumeMounted() {
      unmounted--;
      if (unmounted == 0) {
        mounted();
      }
    }

    private void mounted() {
      await(objects.values(), this::begin);
    }

    private void begin() {
      if (!isReleased()) {
        lookForPullSecrets();
      }
      ready.run();
      if (deferred) {
        wake.run();
      }
    }

    /**
     * A pull secret that is not there keeps nothing back, but is reported at each sync of the pod.
     */
    private void lookForPullSecrets() {
      List<String> missing =
          pod.references().pullSecrets().stream()
              .filter(name -> !objects.get(new ObjectId(Kind.SECRET, name)).isThere())
              .toList();
      if (missing.isEmpty()) {
        return;
      }
      reporter.event(
          pod,
          EventReason.FAILED_PULL_SECRET,
          "Unable to retrieve some image pull secrets ("
              + String.join(", ", missing)
              + "); attempting to pull the image may not succeed.");
      long delayNs = RESYNC_NS + random.nextLong(RESYNC_NS / 2);
      context
          .link()
          .after(
              delayNs,
              () -> {
                if (!isReleased()) {
                  lookForPullSecrets();
                }
              });
    }
  }

  /** Calls {@code action} once, when all objects are known or have had their time. */
  private void await(Collection<WatchedObject> objects, Runnable action) {
    List<WatchedObject> unknown = objects.stream().filter(each -> !each.isKnown()).toList();
    if (unknown.isEmpty()) {
      action.run();
      return;
    }
    Awaited awaited = new Awaited(unknown.size(), action);
    unknown.forEach(object -> object.whenKnown(awaited::one));
    context.link().after(SYNC_NS, () -> awaited.end());
  }

  /** An action that is called once. */
  private static final class Awaited {
    private final Runnable action;
    private int missing;
    private boolean ended;

    Awaited(int missing, Runnable action) {
      this.missing = missing;
      this.action = action;
    }

    void one() {
      missing--;
      if (missing == 0) {
        end();
      }
    }

    void end() {
      if (!ended) {
        ended = true;
        action.run();
      }
    }
  }

  /** One volume on its way to be mounted. */
  private final class Mount {
    private final Hold hold;
    private final Volume volume;
    private final List<WatchedObject> objects;
    private final List<Token> missingTokens;
    private List<String> errors = new ArrayList<>(0);
    private int unanswered;
    private long backoffNs = BACKOFF_MIN_NS;

    Mount(Hold hold, Volume volume) {
      this.hold = hold;
      this.volume = volume;
      this.objects = volume.objects().stream().map(each -> hold.objects.get(each.id())).toList();
      this.missingTokens = new ArrayList<>(volume.tokens());
    }

    private void attempt() {
      if (!hold.isReleased()) {
        await(objects, this::askForTokens);
      }
    }

    private void askForTokens() {
      if (hold.isReleased()) {
        return;
      }
      errors = new ArrayList<>(0);
      unanswered = missingTokens.size();
      if (unanswered == 0) {
        end();
      }
      for (Token token : List.copyOf(missingTokens)) {
        context.link().send(tokenRequest(hold.pod, token), reply -> tokenAnswered(token, reply));
      }
    }

    private void tokenAnswered(Token token, ApiReply reply) {
      if (hold.isReleased()) {
        return;
      }
      if (reply.succeeded()) {
        missingTokens.remove(token);
        context.figures().tokens.increment();
        refreshLater(hold, token);
      } else {
        countTokenFailure(hold.pod, reply);
        errors.add("failed to fetch token: " + reply.failure());
      }
      unanswered--;
      if (unanswered == 0) {
        end();
      }
    }

    private void end() {
      for (int i = 0; i < objects.size(); i++) {
        objects.get(i).volumeError(volume.objects().get(i)).ifPresent(errors::add);
      }
      if (errors.isEmpty()) {
        hold.volumeMounted();
        return;
      }
      String error = errors.size() == 1 ? errors.get(0) : errors.toString();
      reporter.event(
          hold.pod,
          EventReason.FAILED_MOUNT,
          "MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + error);
      context.link().after(backoffNs, () -> attempt());
      backoffNs = Math.min(2 * backoffNs, BACKOFF_MAX_NS);
    }
  }

  private void refreshLater(Hold hold, Token token) {
    long seconds =
        Math.min((long) (token.expirationSeconds() * REFRESH_SHARE), REFRESH_MAX_SECONDS);
    long refreshNs = TimeUnit.SECONDS.toNanos(seconds) - random.nextLong(REFRESH_JITTER_NS);
    context.link().after(refreshNs, () -> refresh(hold, token));
  }

  private void refresh(Hold hold, Token token) {
    if (!hold.isReleased()) {
      context.link().send(tokenRequest(hold.pod, token), reply -> refreshed(hold, token, reply));
    }
  }

  private void refreshed(Hold hold, Token token, ApiReply reply) {
    if (hold.isReleased()) {
      return;
    }
    if (reply.succeeded()) {
      context.figures().tokens.increment();
      refreshLater(hold, token);
    } else {
      countTokenFailure(hold.pod, reply);
      context.link().after(RESYNC_NS, () -> refresh(hold, token));
    }
  }

  /** That the account or the pod is not there is the cluster's state, which its event says. */
  private void countTokenFailure(PodSpec pod, ApiReply reply) {
    if (reply.status() != NOT_FOUND) {
      context
          .figures()
          .failed(
              "token",
              reply,
              "pod",
              pod.name(),
              "namespace",
              pod.namespace(),
              "account",
              pod.serviceAccount(),
              "node",
              context.name());
    }
  }

  private static ApiRequest tokenRequest(PodSpec pod, Token token) {
    MessageBody body =
        MessageBody.of("authentication.k8s.io/v1", "TokenRequest", PodShapes.TOKEN_REQUEST);
    body.object("spec");
    if (!token.audience().isEmpty()) {
      body.array("audiences").element(token.audience()).endArray();
    }
    body.put("expirationSeconds", token.expirationSeconds());
    body.object("boundObjectRef").put("kind", "Pod").put("apiVersion", "v1");
    return ApiRequest.protobuf(
        "POST",
        "/api/v1/namespaces/"
            + pod.namespace()
            + "/serviceaccounts/"
            + pod.serviceAccount()
            + "/token",
        body.put("name", pod.name()).put("uid", pod.uid()).bytes());
  }
}
