package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.pod.ContainerState.Role;
import io.scaletest.wire.json.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * In-place resize of one pod: resources that are wanted, allocated by the node, and actual in the
 * containers. For the thread that holds the loop's lock.
 */
final class PodResize {
  /** Why a resize waits. */
  static final String DEFERRED = "Deferred";

  /** Why a resize will never be. */
  static final String INFEASIBLE = "Infeasible";

  /** A kubelet sees by its next relist of the containers that their resources are in force. */
  private static final long SEEN_NS = TimeUnit.SECONDS.toNanos(1);

  private final PodRun pod;
  private final PodContainers containers;
  private final PodStatusView view;
  private final PodHost node;

  /** Until when a resize is in progress at least. */
  private long seenNs = Long.MAX_VALUE;

  PodResize(PodRun pod, PodContainers containers, PodStatusView view, PodHost node) {
    this.pod = pod;
    this.containers = containers;
    this.view = view;
    this.node = node;
  }

  /** Tells whether other resources are wanted than are granted. */
  boolean isWanted() {
    boolean[] differs = {
      !view.resources().effectiveJson().equals(pod.spec().resources().effectiveJson())
    };
    containers.forEach(
        c -> differs[0] |= isResizable(c) && !c.spec.resourcesJson().equals(c.allocatedJson));
    return differs[0];
  }

  private static boolean isResizable(ContainerState container) {
    return container.role != Role.EPHEMERAL;
  }

  /** The node grants what is wanted. */
  void allocate(long nowNs) {
    long generation = pod.spec().meta().generation();
    long second = node.epochSecondAt(nowNs);
    view.conditions().clear(PodConditions.RESIZE_PENDING);
    view.conditions().clear(PodConditions.RESIZE_IN_PROGRESS);
    view.conditions().set(PodConditions.RESIZE_IN_PROGRESS, true, "", "", generation, second);
    seenNs = nowNs + SEEN_NS;
    event(EventReason.RESIZE_STARTED, "Pod resize started", generation, "");
    view.allocated(pod.spec().resources());
    containers.forEach(
        container -> {
          if (isResizable(container)) {
            allocate(container, nowNs);
          }
        });
  }

  private void allocate(ContainerState container, long nowNs) {
    String wanted = container.spec.resourcesJson();
    if (wanted.equals(container.allocatedJson)) {
      return;
    }
    Set<String> changed = changed(container.actualJson, wanted);
    container.allocatedJson = wanted;
    if (!container.isRunning()) {
      return;
    }
    changed.retainAll(container.spec.restartOnResize());
    if (changed.isEmpty()) {
      container.resizedNs = nowNs + SEEN_NS;
    } else {
      pod.restart(container, "Container " + container.name() + " resize requires restart", nowNs);
    }
  }

  /** Returns the resources whose request or limit is another. */
  private static Set<String> changed(String before, String after) {
    Set<String> names = new HashSet<>();
    for (String kind : new String[] {"requests", "limits"}) {
      Map<?, ?> old = ResourcesJson.quantities(before, kind);
      Map<?, ?> now = ResourcesJson.quantities(after, kind);
      Set<Object> both = new HashSet<>(old.keySet());
      both.addAll(now.keySet());
      both.stream()
          .filter(name -> !Objects.equals(old.get(name), now.get(name)))
          .forEach(name -> names.add(name.toString()));
    }
    return names;
  }

  /** The node does not grant what is wanted, or not now. */
  void refuse(String reason, String message, long nowNs) {
    long generation = pod.spec().meta().generation();
    PodConditions conditions = view.conditions();
    boolean news =
        !conditions.isPresent(PodConditions.RESIZE_PENDING)
            || !conditions.reason(PodConditions.RESIZE_PENDING).equals(reason)
            || conditions.generation(PodConditions.RESIZE_PENDING) != generation;
    long second = node.epochSecondAt(nowNs);
    conditions.set(PodConditions.RESIZE_PENDING, true, reason, message, generation, second);
    if (news) {
      EventReason event =
          reason.equals(INFEASIBLE) ? EventReason.RESIZE_INFEASIBLE : EventReason.RESIZE_DEFERRED;
      event(event, "Pod resize " + reason, generation, message);
    }
  }

  /** Nothing other is wanted than what is granted. */
  void settle() {
    view.conditions().clear(PodConditions.RESIZE_PENDING);
  }

  /** Ends a resize that is in progress once every container has what was granted. */
  void complete(long nowNs) {
    if (nowNs >= seenNs) {
      seenNs = Long.MAX_VALUE;
    }
    PodConditions conditions = view.conditions();
    boolean inProgress = conditions.isPresent(PodConditions.RESIZE_IN_PROGRESS);
    if (!inProgress || seenNs != Long.MAX_VALUE) {
      return;
    }
    boolean[] complete = {true};
    containers.forEach(
        c -> complete[0] &= !c.restartsAnyway && (!c.isRunning() || hasItsResources(c)));
    if (complete[0]) {
      long generation = conditions.generation(PodConditions.RESIZE_IN_PROGRESS);
      conditions.clear(PodConditions.RESIZE_IN_PROGRESS);
      event(EventReason.RESIZE_COMPLETED, "Pod resize completed", generation, "");
    }
  }

  /** Returns when it may be complete at the soonest; never if that is past. */
  long nextNs() {
    return seenNs;
  }

  private static boolean hasItsResources(ContainerState container) {
    return container.actualJson.equals(container.allocatedJson);
  }

  private void event(EventReason reason, String text, long generation, String error) {
    JsonWriter json = new JsonWriter().object();
    put(json, "initContainers", pod.spec().initContainers());
    put(json, "containers", pod.spec().containers());
    json.put("generation", generation);
    if (!error.isEmpty()) {
      json.put("error", error);
    }
    node.event(pod, "", reason, text + ": " + json.endObject());
  }

  private static void put(JsonWriter json, String name, List<ContainerSpec> containers) {
    if (!containers.isEmpty()) {
      json.array(name);
      for (ContainerSpec container : containers) {
        json.object().put("name", container.name());
        json.putRaw("resources", container.resourcesJson()).endObject();
      }
      json.endArray();
    }
  }
}
