package io.scaletest.hollownode.pod;

import static io.scaletest.hollownode.pod.PodReader.map;
import static io.scaletest.hollownode.pod.PodReader.number;
import static io.scaletest.hollownode.pod.PodReader.or;
import static io.scaletest.hollownode.pod.PodReader.text;

import io.scaletest.hollownode.pod.ObservedPodStatus.Condition;
import io.scaletest.hollownode.pod.ObservedPodStatus.Container;
import io.scaletest.hollownode.pod.ObservedPodStatus.Ended;
import io.scaletest.hollownode.pod.ObservedPodStatus.State;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes a pod's status. Stateless. */
final class StatusReader {
  private StatusReader() {}

  static ObservedPodStatus status(Map<?, ?> metadata, Map<?, ?> status) {
    List<Container> containers = new ArrayList<>(1);
    for (String kind :
        new String[] {"initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"}) {
      JsonTree.objects(status, kind).forEach(c -> containers.add(container(c)));
    }
    return new ObservedPodStatus(
        or(text(status, "phase"), "Pending").intern(),
        text(status, "reason"),
        text(status, "message"),
        JsonTree.objects(status, "conditions").stream().map(StatusReader::condition).toList(),
        metadata.containsKey("deletionTimestamp"),
        number(metadata, "deletionGracePeriodSeconds", 0),
        number(status, "startTime", 0),
        addresses(status),
        number(status, "observedGeneration", 0),
        List.copyOf(containers));
  }

  private static Condition condition(Map<?, ?> condition) {
    return new Condition(
        text(condition, "type"),
        text(condition, "status"),
        text(condition, "reason"),
        text(condition, "message"),
        number(condition, "lastTransitionTime", 0),
        number(condition, "observedGeneration", 0));
  }

  private static List<String> addresses(Map<?, ?> status) {
    List<String> ips =
        JsonTree.objects(status, "podIPs").stream().map(ip -> text(ip, "ip")).toList();
    String first = text(status, "podIP");
    return ips.isEmpty() && !first.isEmpty() ? List.of(first) : ips;
  }

  private static Container container(Map<?, ?> status) {
    Map<?, ?> state = map(status, "state");
    Map<?, ?> waiting = map(state, "waiting");
    Optional<Ended> ended = ended(state);
    State kind =
        ended.isPresent()
            ? State.TERMINATED
            : state.containsKey("running") ? State.RUNNING : State.WAITING;
    return new Container(
        text(status, "name"),
        text(status, "image"),
        (int) number(status, "restartCount", 0),
        Boolean.TRUE.equals(status.get("started")),
        Boolean.TRUE.equals(status.get("ready")),
        kind,
        text(waiting, "reason"),
        text(waiting, "message"),
        number(map(state, "running"), "startedAt", 0),
        ended,
        ended(map(status, "lastState")),
        status.containsKey("resources")
            ? PodReader.resourcesJson(map(status, "resources")).intern()
            : "");
  }

  private static Optional<Ended> ended(Map<?, ?> state) {
    if (!state.containsKey("terminated")) {
      return Optional.empty();
    }
    Map<?, ?> terminated = map(state, "terminated");
    return Optional.of(
        new Ended(
            (int) number(terminated, "exitCode", 0),
            text(terminated, "reason"),
            text(terminated, "message"),
            number(terminated, "startedAt", 0),
            number(terminated, "finishedAt", 0)));
  }
}
