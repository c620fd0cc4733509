package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.message.MessageBody;
import io.scaletest.hollownode.message.PodShapes;
import io.scaletest.hollownode.podspec.PodSpec;
import io.scaletest.hollownode.watch.EventType;
import io.scaletest.hollownode.watch.Watch;
import io.scaletest.hollownode.watch.WatchSink;
import io.scaletest.hollownode.watch.WatchTarget;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The Secrets and ConfigMaps that the pods of one node refer to, each watched as long as a pod
 * does, and the pods' service-account tokens. Nothing of the contents is kept. Owned by its loop.
 */
final class PodReferences {
  /** The kubelet asks for a new token after four fifths of its time, or a day, and up to 10 s. */
  private static final double REFRESH_SHARE = 0.8;

  private static final long REFRESH_MAX_SECONDS = TimeUnit.HOURS.toSeconds(24);
  private static final long REFRESH_JITTER_NS = TimeUnit.SECONDS.toNanos(10);

  /** How long a kubelet waits before it tries a volume again that could not be mounted. */
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

  private final PodHome home;
  private final SplittableRandom random;
  private final Map<String, Reference> watched = new HashMap<>(2);
  private final Set<String> holding = new HashSet<>(2);

  /** One object, its watch and who waits for it. */
  private final class Reference implements WatchSink {
    private final List<Wait> waits = new ArrayList<>(1);
    private Watch watch;
    private int users;
    private boolean there;

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      there = type != EventType.DELETED;
      if (there) {
        List<Wait> arrived = List.copyOf(waits);
        waits.clear();
        arrived.forEach(Wait::one);
      }
    }
  }

  /** What one pod still waits for. */
  private static final class Wait {
    private final Runnable ready;
    private final Runnable wake;
    private int missing;

    Wait(int missing, Runnable ready, Runnable wake) {
      this.missing = missing;
      this.ready = ready;
      this.wake = wake;
    }

    void one() {
      missing--;
      if (missing == 0) {
        ready.run();
        wake.run();
      }
    }
  }

  PodReferences(PodHome home, SplittableRandom random) {
    this.home = home;
    this.random = random;
  }

  /**
   * Watches what the pod refers to, until {@link #release}.
   *
   * @param ready called when everything is there, perhaps at once
   * @param wake called after {@code ready}, if that was not at once
   */
  void hold(PodSpec pod, Runnable ready, Runnable wake) {
    long mountNs = home.habits().latencies().mountNs();
    if (!home.habits().references()) {
      later(mountNs, ready, wake);
      return;
    }
    PodSpec.References references = pod.references();
    int objects =
        references.configMaps().size() + references.secrets().size() + references.tokens().size();
    if (objects == 0) {
      later(mountNs, ready, wake);
      return;
    }
    holding.add(pod.uid());
    Wait wait = new Wait(objects, ready, wake);
    references.configMaps().forEach(name -> use(pod, "configmaps", name, wait));
    references.secrets().forEach(name -> use(pod, "secrets", name, wait));
    home.loop()
        .after(mountNs, nowNs -> references.tokens().forEach(token -> again(pod, token, wait)));
  }

  private void later(long delayNs, Runnable ready, Runnable wake) {
    if (delayNs == 0) {
      ready.run();
      return;
    }
    home.loop()
        .after(
            delayNs,
            nowNs -> {
              ready.run();
              wake.run();
            });
  }

  private void use(PodSpec pod, String resource, String name, Wait wait) {
    String key = pod.namespace() + "/" + resource + "/" + name;
    Reference reference = watched.get(key);
    if (reference == null) {
      Reference opened = new Reference();
      watched.put(key, opened);
      opened.watch =
          Watch.open(
              home.loop(),
              home.client(),
              WatchTarget.reference(pod.namespace(), resource, name),
              opened,
              home.figures());
      reference = opened;
    }
    reference.users++;
    if (reference.there) {
      wait.one();
    } else {
      reference.waits.add(wait);
    }
  }

  private void request(PodSpec pod, PodSpec.TokenVolume token, Wait wait) {
    WorkLoop loop = home.loop();
    ApiRequest request =
        ApiRequest.protobuf(
            "POST",
            "/api/v1/namespaces/"
                + pod.namespace()
                + "/serviceaccounts/"
                + pod.serviceAccount()
                + "/token",
            tokenBody(pod, token));
    home.client().send(request, loop.onReply(reply -> answered(pod, token, wait, reply)));
  }

  private void answered(PodSpec pod, PodSpec.TokenVolume token, Wait wait, ApiReply reply) {
    if (!holding.contains(pod.uid())) {
      return;
    }
    if (!reply.succeeded()) {
      home.figures().failed("token: " + reply.failure().replace(pod.name(), "POD"));
      home.loop().after(RETRY_NS, nowNs -> again(pod, token, wait));
      return;
    }
    home.figures().tokens.increment();
    if (wait.missing > 0) {
      wait.one();
    }
    long seconds =
        Math.min((long) (token.expirationSeconds() * REFRESH_SHARE), REFRESH_MAX_SECONDS);
    long refreshNs = TimeUnit.SECONDS.toNanos(seconds) - random.nextLong(REFRESH_JITTER_NS);
    home.loop().after(refreshNs, nowNs -> again(pod, token, wait));
  }

  private void again(PodSpec pod, PodSpec.TokenVolume token, Wait wait) {
    if (holding.contains(pod.uid())) {
      request(pod, token, wait);
    }
  }

  private static byte[] tokenBody(PodSpec pod, PodSpec.TokenVolume token) {
    MessageBody body =
        MessageBody.of("authentication.k8s.io/v1", "TokenRequest", PodShapes.TOKEN_REQUEST);
    body.object("spec");
    if (!token.audience().isEmpty()) {
      body.array("audiences").element(token.audience()).endArray();
    }
    body.put("expirationSeconds", token.expirationSeconds());
    body.object("boundObjectRef").put("kind", "Pod").put("apiVersion", "v1");
    return body.put("name", pod.name()).put("uid", pod.uid()).bytes();
  }

  /** The pod does not need its references any more. */
  void release(PodSpec pod) {
    if (!holding.remove(pod.uid())) {
      return;
    }
    pod.references().configMaps().forEach(name -> unuse(pod, "configmaps", name));
    pod.references().secrets().forEach(name -> unuse(pod, "secrets", name));
  }

  private void unuse(PodSpec pod, String resource, String name) {
    String key = pod.namespace() + "/" + resource + "/" + name;
    Reference reference = watched.get(key);
    reference.users--;
    if (reference.users == 0) {
      watched.remove(key);
      reference.watch.close();
    }
  }

  void close() {
    watched.values().forEach(reference -> reference.watch.close());
    watched.clear();
    holding.clear();
  }
}
