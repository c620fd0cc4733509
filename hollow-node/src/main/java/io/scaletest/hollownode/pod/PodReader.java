package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.ContainerSpec.RestartRule;
import io.scaletest.hollownode.pod.PodSpec.HostPort;
import io.scaletest.hollownode.pod.PodSpec.Meta;
import io.scaletest.hollownode.pod.PodSpec.Placement;
import io.scaletest.hollownode.pod.PodSpec.Toleration;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.PodShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decodes a whole pod from protobuf. Stateless. */
final class PodReader {
  private static final int DEFAULT_GRACE_SECONDS = 30;
  private static final String ANY_ADDRESS = "0.0.0.0";

  private PodReader() {}

  static Optional<PodSpec> of(byte[] bytes, int offset, int length) {
    try {
      return Optional.of(read(PodShapes.POD.tree(new ProtobufFields(bytes, offset, length))));
    } catch (MalformedProtobufException e) {
      return Optional.empty();
    }
  }

  private static PodSpec read(Map<?, ?> pod) {
    Map<?, ?> spec = map(pod, "spec");
    Map<?, ?> metadata = map(pod, "metadata");
    boolean initialized = !JsonTree.objects(spec, "initContainers").isEmpty();
    return new PodSpec(
        text(metadata, "namespace").intern(),
        text(metadata, "name"),
        text(metadata, "uid"),
        text(spec, "nodeName"),
        or(text(spec, "restartPolicy"), "Always").intern(),
        Boolean.TRUE.equals(spec.get("hostNetwork")),
        (int) number(spec, "terminationGracePeriodSeconds", DEFAULT_GRACE_SECONDS),
        number(spec, "activeDeadlineSeconds", 0),
        text(spec, "serviceAccountName").intern(),
        initialized ? containers(spec, "initContainers") : List.of(),
        containers(spec, "containers"),
        containers(spec, "ephemeralContainers"),
        PodTotals.of(spec),
        JsonTree.objects(spec, "readinessGates").stream()
            .map(gate -> text(gate, "conditionType"))
            .toList(),
        strings(map(spec, "overhead")),
        ReferenceReader.read(spec),
        placement(spec),
        meta(metadata, (int) number(spec, "priority", 0)),
        StatusReader.status(metadata, map(pod, "status")));
  }

  private static Meta meta(Map<?, ?> metadata, int priority) {
    String owner = "";
    for (Map<?, ?> reference : JsonTree.objects(metadata, "ownerReferences")) {
      if (Boolean.TRUE.equals(reference.get("controller"))) {
        owner = text(reference, "kind").intern();
      }
    }
    Map<String, String> annotations = strings(map(metadata, "annotations"));
    boolean mirror = annotations.containsKey("kubernetes.io/config.mirror");
    return new Meta(
        number(metadata, "generation", 0),
        strings(map(metadata, "labels")),
        annotations,
        owner,
        mirror,
        priority);
  }

  private static List<ContainerSpec> containers(Map<?, ?> spec, String key) {
    List<ContainerSpec> containers = new ArrayList<>(1);
    for (Map<?, ?> container : JsonTree.objects(spec, key)) {
      Map<?, ?> resources = map(container, "resources");
      Map<String, String> requests = new LinkedHashMap<>(strings(map(resources, "limits")));
      requests.putAll(strings(map(resources, "requests")));
      containers.add(
          new ContainerSpec(
              text(container, "name").intern(),
              text(container, "image").intern(),
              key.equals("initContainers") && text(container, "restartPolicy").equals("Always"),
              text(container, "restartPolicy").intern(),
              restartRules(container),
              requests,
              resourcesJson(resources).intern(),
              mountsJson(container),
              probe(container, "startupProbe"),
              probe(container, "readinessProbe"),
              probe(container, "livenessProbe"),
              number(map(map(map(container, "lifecycle"), "preStop"), "sleep"), "seconds", 0),
              restartOnResize(container)));
    }
    return List.copyOf(containers);
  }

  private static List<RestartRule> restartRules(Map<?, ?> container) {
    return JsonTree.objects(container, "restartPolicyRules").stream()
        .map(
            rule -> {
              Map<?, ?> codes = map(rule, "exitCodes");
              List<Integer> values = new ArrayList<>();
              if (codes.get("values") instanceof List<?> list) {
                list.forEach(value -> values.add(((Number) value).intValue()));
              }
              boolean in = text(codes, "operator").equals("In");
              return new RestartRule(text(rule, "action"), in, List.copyOf(values));
            })
        .toList();
  }

  private static Set<String> restartOnResize(Map<?, ?> container) {
    Set<String> resources = new HashSet<>(0);
    for (Map<?, ?> policy : JsonTree.objects(container, "resizePolicy")) {
      if (text(policy, "restartPolicy").equals("RestartContainer")) {
        resources.add(text(policy, "resourceName"));
      }
    }
    return Set.copyOf(resources);
  }

  private static Optional<ProbeSpec> probe(Map<?, ?> container, String kind) {
    if (!container.containsKey(kind)) {
      return Optional.empty();
    }
    Map<?, ?> probe = map(container, kind);
    ProbeSpec standard = ProbeSpec.STANDARD;
    return Optional.of(
        new ProbeSpec(
            (int) number(probe, "initialDelaySeconds", standard.initialDelaySeconds()),
            (int) number(probe, "periodSeconds", standard.periodSeconds()),
            (int) number(probe, "successThreshold", standard.successThreshold()),
            (int) number(probe, "failureThreshold", standard.failureThreshold()),
            number(probe, "terminationGracePeriodSeconds", standard.graceSeconds()),
            failure(probe)));
  }

  /** Returns what a kubelet's prober says of a program that does not answer. */
  private static String failure(Map<?, ?> probe) {
    if (probe.containsKey("tcpSocket")) {
      return "connect: connection refused";
    }
    if (probe.containsKey("grpc")) {
      return "service unhealthy (responded with \"NOT_SERVING\")";
    }
    return probe.containsKey("exec") ? "exit status 1" : ProbeSpec.STANDARD.failure();
  }

  static String resourcesJson(Map<?, ?> resources) {
    JsonWriter json = new JsonWriter().object();
    for (String kind : new String[] {"limits", "requests"}) {
      Map<String, String> quantities = strings(map(resources, kind));
      if (!quantities.isEmpty()) {
        json.object(kind);
        quantities.forEach(json::put);
        json.endObject();
      }
    }
    return json.endObject().toString();
  }

  private static String mountsJson(Map<?, ?> container) {
    List<Map<?, ?>> mounts = JsonTree.objects(container, "volumeMounts");
    if (mounts.isEmpty()) {
      return "";
    }
    JsonWriter json = new JsonWriter().array();
    for (Map<?, ?> mount : mounts) {
      json.object().put("mountPath", text(mount, "mountPath")).put("name", text(mount, "name"));
      if (Boolean.TRUE.equals(mount.get("readOnly"))) {
        json.put("readOnly", true).put("recursiveReadOnly", "Disabled");
      }
      json.endObject();
    }
    return json.endArray().toString();
  }

  private static Placement placement(Map<?, ?> spec) {
    Map<?, ?> affinity = map(map(spec, "affinity"), "nodeAffinity");
    List<Toleration> tolerations = new ArrayList<>();
    for (Map<?, ?> toleration : JsonTree.objects(spec, "tolerations")) {
      tolerations.add(
          new Toleration(
              text(toleration, "key"),
              or(text(toleration, "operator"), "Equal"),
              text(toleration, "value"),
              text(toleration, "effect")));
    }
    return new Placement(
        strings(map(spec, "nodeSelector")),
        map(affinity, "requiredDuringSchedulingIgnoredDuringExecution"),
        tolerations,
        hostPorts(spec),
        text(map(spec, "os"), "name"));
  }

  /** Returns the host's ports of what runs as long as the pod: containers and sidecars. */
  private static List<HostPort> hostPorts(Map<?, ?> spec) {
    List<HostPort> ports = new ArrayList<>(0);
    for (Map<?, ?> init : JsonTree.objects(spec, "initContainers")) {
      if (text(init, "restartPolicy").equals("Always")) {
        addHostPorts(init, ports);
      }
    }
    JsonTree.objects(spec, "containers").forEach(container -> addHostPorts(container, ports));
    return List.copyOf(ports);
  }

  private static void addHostPorts(Map<?, ?> container, List<HostPort> ports) {
    for (Map<?, ?> port : JsonTree.objects(container, "ports")) {
      long number = number(port, "hostPort", 0);
      if (number > 0) {
        String ip = text(port, "hostIP").equals(ANY_ADDRESS) ? "" : text(port, "hostIP");
        ports.add(new HostPort(ip, or(text(port, "protocol"), "TCP"), number));
      }
    }
  }

  static Map<?, ?> map(Map<?, ?> tree, String key) {
    return tree.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  static Map<String, String> strings(Map<?, ?> tree) {
    Map<String, String> strings = new LinkedHashMap<>();
    tree.forEach((key, value) -> strings.put(key.toString(), value.toString()));
    return strings;
  }

  static String text(Map<?, ?> tree, String key) {
    return JsonTree.text(tree, key);
  }

  static String or(String text, String standard) {
    return text.isEmpty() ? standard : text;
  }

  static long number(Map<?, ?> tree, String key, long standard) {
    return tree.get(key) instanceof Number number ? number.longValue() : standard;
  }
}
