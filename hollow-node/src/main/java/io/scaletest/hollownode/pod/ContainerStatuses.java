package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.json.ApiTime;
import io.scaletest.hollownode.json.JsonText;
import io.scaletest.hollownode.pod.ContainerState.Terminated;
import io.scaletest.hollownode.podspec.ContainerSpec;
import io.scaletest.hollownode.podspec.PodSpec;
import java.util.List;
import java.util.SplittableRandom;

/** The list of containers' statuses as a kubelet writes it, keys in the order of the alphabet. */
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
    JsonText json = new JsonText().object().array("x");
    for (ContainerState container : containers) {
      put(json, pod, container);
    }
    String text = json.endArray().endObject().toString();
    return text.substring(text.indexOf('['), text.length() - 1);
  }

  private static void put(JsonText json, PodSpec pod, ContainerState container) {
    ContainerSpec spec = container.spec;
    boolean existed = container.everRan();
    json.object();
    String requests = requests(container.allocatedJson);
    if (existed && !requests.isEmpty()) {
      json.raw("allocatedResources", requests);
    }
    if (existed) {
      json.put("containerID", containerId(pod, container));
    }
    String image = existed && container.image != null ? container.image : spec.image();
    json.put("image", image).put("imageID", existed ? imageId(image) : "");
    if (container.last == null) {
      json.raw("lastState", "{}");
    } else {
      json.object("lastState");
      putTerminated(json, pod, spec, container.last);
      json.endObject();
    }
    json.put("name", spec.name()).put("ready", container.ready);
    if (existed) {
      json.raw("resources", container.isRunning() ? container.actualJson : container.allocatedJson);
    }
    json.put("restartCount", container.restarts);
    if (container.role != ContainerState.Role.EPHEMERAL) {
      json.put("started", container.started);
    }
    json.object("state");
    putState(json, pod, container);
    json.endObject();
    if (container.isRunning()) {
      json.raw("user", USER);
    }
    if (!spec.mountsJson().isEmpty()) {
      json.raw("volumeMounts", spec.mountsJson());
    }
    json.endObject();
  }

  private static void putState(JsonText json, PodSpec pod, ContainerState container) {
    switch (container.phase) {
      case WAITING -> {
        json.object("waiting");
        if (!container.waitingMessage.isEmpty()) {
          json.put("message", container.waitingMessage);
        }
        json.put("reason", container.waitingReason).endObject();
      }
      case RUNNING ->
          json.object("running")
              .put("startedAt", ApiTime.seconds(container.startedSecond))
              .endObject();
      case TERMINATED -> putTerminated(json, pod, container.spec, container.terminated());
    }
  }

  private static void putTerminated(
      JsonText json, PodSpec pod, ContainerSpec spec, Terminated run) {
    json.object("terminated");
    boolean known = run.finishedSecond() != 0;
    if (known) {
      json.put("containerID", containerId(pod, spec, run.attempt()));
    }
    json.put("exitCode", run.exit().code());
    if (known) {
      json.put("finishedAt", ApiTime.seconds(run.finishedSecond()));
    }
    if (!run.message().isEmpty()) {
      json.put("message", run.message());
    }
    json.put("reason", run.exit().reason());
    if (known) {
      json.put("startedAt", ApiTime.seconds(run.startedSecond()));
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
