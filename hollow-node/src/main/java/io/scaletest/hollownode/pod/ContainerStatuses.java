package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.ContainerState.Terminated;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes the containerStatuses of a pod as a kubelet does, keys in the order of the alphabet.
 * Stateless.
 */
final class ContainerStatuses {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int ID_WORDS = 4;
  private static final String USER = "{\"linux\":{\"gid\":0,\"supplementalGroups\":[0],\"uid\":0}}";

  private ContainerStatuses() {}

  /** Returns the list as JSON; empty where there are no containers. */
  static String json(PodSpec pod, List<ContainerState> containers) {
    if (containers.isEmpty()) {
      return "";
    }
    JsonWriter json = new JsonWriter().array();
    for (ContainerState container : containers) {
      put(json, pod, container);
    }
    return json.endArray().toString();
  }

  private static void put(JsonWriter json, PodSpec pod, ContainerState container) {
    ContainerSpec spec = container.spec;
    boolean existed = container.everRan();
    json.object();
    String requests = requests(container.allocatedJson);
    if (existed && !requests.isEmpty()) {
      json.putRaw("allocatedResources", requests);
    }
    if (existed) {
      json.put("containerID", containerId(pod, container));
    }
    String image = existed && container.image != null ? container.image : spec.image();
    json.put("image", image).put("imageID", existed ? imageId(image) : "");
    if (container.last == null) {
      json.putRaw("lastState", "{}");
    } else {
      json.object("lastState");
      putTerminated(json, pod, spec, container.last);
      json.endObject();
    }
    json.put("name", spec.name()).put("ready", container.ready);
    if (existed) {
      json.putRaw(
          "resources", container.isRunning() ? container.actualJson : container.allocatedJson);
    }
    json.put("restartCount", container.restarts);
    if (container.role != ContainerState.Role.EPHEMERAL) {
      json.put("started", container.started);
    }
    json.object("state");
    putState(json, pod, container);
    json.endObject();
    if (container.isRunning()) {
      json.putRaw("user", USER);
    }
    if (!spec.mountsJson().isEmpty()) {
      json.putRaw("volumeMounts", spec.mountsJson());
    }
    json.endObject();
  }

  private static void putState(JsonWriter json, PodSpec pod, ContainerState container) {
    switch (container.phase) {
      case WAITING -> {
        json.object("waiting");
        if (!container.waitingMessage.isEmpty()) {
          json.put("message", container.waitingMessage);
        }
        json.put("reason", container.waitingReason).endObject();
      }
      case RUNNING ->
          json.object("running").put("startedAt", UtcTime.api(container.startedSecond)).endObject();
      case TERMINATED -> putTerminated(json, pod, container.spec, container.terminated());
    }
  }

  private static void putTerminated(
      JsonWriter json, PodSpec pod, ContainerSpec spec, Terminated run) {
    json.object("terminated");
    boolean known = run.finishedSecond() != 0;
    if (known) {
      json.put("containerID", containerId(pod, spec, run.attempt()));
    }
    json.put("exitCode", run.exit().code());
    if (known) {
      json.put("finishedAt", UtcTime.api(run.finishedSecond()));
    }
    if (!run.message().isEmpty()) {
      json.put("message", run.message());
    }
    json.put("reason", run.exit().reason());
    if (known) {
      json.put("startedAt", UtcTime.api(run.startedSecond()));
    }
    json.endObject();
  }

  /** Returns what is requested, out of what stands in the spec. */
  private static String requests(String resourcesJson) {
    String key = "\"requests\":";
    int at = resourcesJson.indexOf(key);
    return at < 0 ? "" : resourcesJson.substring(at + key.length(), resourcesJson.length() - 1);
  }

  private static String containerId(PodSpec pod, ContainerState container) {
    boolean between = container.phase == ContainerState.Phase.WAITING && container.last != null;
    int attempt = between ? container.last.attempt() : container.restarts;
    return containerId(pod, container.spec, attempt);
  }

  /** Returns the ID that a container has in every status: not kept, but the same each time. */
  private static String containerId(PodSpec pod, ContainerSpec spec, int attempt) {
    long seed = 31L * pod.uid().hashCode() + spec.name().hashCode() + ((long) attempt << 32);
    return "containerd://" + hex(seed ^ (long) pod.name().hashCode() << 17);
  }

  private static String imageId(String image) {
    int slash = image.lastIndexOf('/');
    int colon = image.indexOf(':', slash + 1);
    String name = colon < 0 ? image : image.substring(0, colon);
    return name + "@sha256:" + hex(image.hashCode());
  }

  private static String hex(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(64);
    for (int i = 0; i < ID_WORDS; i++) {
      long word = random.nextLong();
      for (int shift = 60; shift >= 0; shift -= 4) {
        text.append(HEX[(int) (word >>> shift) & 15]);
      }
    }
    return text.toString();
  }
}
