package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.testkit.pages.CheckedPage;
import io.scaletest.wire.protobuf.MessageShape;
import io.scaletest.wire.protobuf.MessageShape.Field;
import io.scaletest.wire.protobuf.MessageShape.Kind;
import io.scaletest.wire.protobuf.PodShapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which fields of a pod hollow nodes act on is a page of the documentation: those of the spec are
 * the ones that are read, those of the status the ones that are written. An end-to-end test
 * compares the page with what a real API server knows.
 */
class PodFieldsTest {
  private static final String HEAD =
      """
      # Which fields of a pod hollow nodes act on

      Generated. All of the 1.36 API, type by type; a type that stands only below fields that are not
      acted on is left out. Of the spec, *acted on* means that what is written there changes what the
      node does or tells; of the status, that the node writes it. The rest is taken as it is: it is
      about what only a real machine has (volumes, security, names inside the pod, devices), or others
      act on it, with hollow nodes as with real ones: the scheduler (`schedulerName`,
      `schedulingGates`, `topologySpreadConstraints`, `podAffinity`, …), the API server (`qosClass`,
      `priorityClassName`, `automountServiceAccountToken`, `preemptionPolicy`) and controllers
      (`nominatedNodeName`, `resourceClaimStatuses`). Probes fail only on purpose, hooks never, and what a file in
      a volume would have to say (`fileKeyRef`) is taken to be there. `stopSignal` and an image volume's
      `volumeStatus` are told by a 1.36 kubelet only with alpha features that are off by default.

      | type | acted on | not acted on |
      |---|---|---|
      """;

  /** What the status patches hold, by message. */
  private static final Map<String, Set<String>> WRITTEN =
      Map.ofEntries(
          Map.entry(
              "PodStatus",
              Set.of(
                  "allocatedResources",
                  "conditions",
                  "containerStatuses",
                  "ephemeralContainerStatuses",
                  "hostIP",
                  "hostIPs",
                  "initContainerStatuses",
                  "message",
                  "observedGeneration",
                  "phase",
                  "podIP",
                  "podIPs",
                  "reason",
                  "resources",
                  "startTime")),
          Map.entry(
              "PodCondition",
              Set.of(
                  "lastTransitionTime",
                  "message",
                  "observedGeneration",
                  "reason",
                  "status",
                  "type")),
          Map.entry(
              "ContainerStatus",
              Set.of(
                  "allocatedResources",
                  "containerID",
                  "image",
                  "imageID",
                  "lastState",
                  "name",
                  "ready",
                  "resources",
                  "restartCount",
                  "started",
                  "state",
                  "user",
                  "volumeMounts")),
          Map.entry("ContainerState", Set.of("running", "terminated", "waiting")),
          Map.entry("ContainerStateRunning", Set.of("startedAt")),
          Map.entry("ContainerStateWaiting", Set.of("message", "reason")),
          Map.entry(
              "ContainerStateTerminated",
              Set.of("containerID", "exitCode", "finishedAt", "message", "reason", "startedAt")),
          Map.entry("ContainerUser", Set.of("linux")),
          Map.entry("LinuxContainerUser", Set.of("gid", "supplementalGroups", "uid")),
          Map.entry(
              "VolumeMountStatus", Set.of("mountPath", "name", "readOnly", "recursiveReadOnly")),
          Map.entry("HostIP", Set.of("ip")),
          Map.entry("PodIP", Set.of("ip")));

  @Test
  void thePageOfPodFieldsIsUpToDate() {
    Map<String, Set<String>> acted = new LinkedHashMap<>();
    read(PodShapes.POD_SPEC, acted);
    new TreeMap<>(WRITTEN).forEach(acted::put);
    StringBuilder page = new StringBuilder(HEAD);
    acted.forEach(
        (type, fields) -> {
          List<String> others = new ArrayList<>(all(type));
          assertThat(others).as(type).containsAll(fields);
          others.removeAll(fields);
          page.append("| ").append(type).append(" | ").append(text(fields));
          page.append(" | ").append(text(new TreeSet<>(others))).append(" |\n");
        });
    CheckedPage.at("docs/generated/hollow-pod-fields.md").mustBe(page.toString());
  }

  private static String text(Set<String> fields) {
    return fields.stream().sorted().map(f -> "`" + f + "`").collect(Collectors.joining(", "));
  }

  /** Adds what is read of a message and of those in it; a message may be read in several places. */
  private static void read(MessageShape shape, Map<String, Set<String>> acted) {
    Set<String> fields = acted.computeIfAbsent(shape.name(), name -> new TreeSet<>());
    for (Field field : shape.fields()) {
      if (field.kind() == Kind.INLINE) {
        field.message().fields().forEach(inner -> addNested(inner, fields, acted));
      } else {
        addNested(field, fields, acted);
      }
    }
  }

  private static void addNested(Field field, Set<String> fields, Map<String, Set<String>> acted) {
    fields.add(field.name());
    if (field.kind() == Kind.MESSAGE || field.kind() == Kind.MESSAGES) {
      read(field.message(), acted);
    }
  }

  /** Returns every field of a message as JSON has them. */
  private static List<String> all(String message) {
    List<String> names = new ArrayList<>();
    ApiMessages.fieldsOf(message)
        .forEach(
            (name, field) -> {
              if (ApiMessages.isInline(name)) {
                names.addAll(all(field.type()));
              } else {
                names.add(name);
              }
            });
    return names;
  }
}
