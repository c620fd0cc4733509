package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Defaulting of new objects: fields that clients read and select by, where the creator leaves them
 * out.
 */
final class Defaults {
  private static final long GRACE_PERIOD_S = 30;
  private static final int ADDRESSES = 1 << 16;

  private final AtomicInteger lastAddress = new AtomicInteger(1);

  void apply(ResourceType type, String name, Map<String, Object> tree) {
    switch (type.qualifiedName()) {
      case "pods" -> pod(tree);
      case "namespaces" -> namespace(name, tree);
      case "nodes" -> JsonTree.ownChild(tree, "spec");
      case "services" -> service(tree);
      case "deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers" ->
          JsonTree.ownChild(tree, "spec").putIfAbsent("replicas", 1L);
      case "secrets" -> tree.putIfAbsent("type", "Opaque");
      default -> {}
    }
  }

  private static void pod(Map<String, Object> tree) {
    Map<String, Object> spec = JsonTree.ownChild(tree, "spec");
    spec.putIfAbsent("restartPolicy", "Always");
    spec.putIfAbsent("terminationGracePeriodSeconds", GRACE_PERIOD_S);
    spec.putIfAbsent("dnsPolicy", "ClusterFirst");
    spec.putIfAbsent("securityContext", JsonTree.of());
    spec.putIfAbsent("schedulerName", "default-scheduler");
    spec.putIfAbsent("enableServiceLinks", true);
    for (Object container : JsonTree.list(spec, "containers")) {
      if (container instanceof Map<?, ?> map) {
        Map<String, Object> own = JsonTree.asObject(map);
        own.putIfAbsent("resources", JsonTree.of());
        own.putIfAbsent("terminationMessagePath", "/dev/termination-log");
        own.putIfAbsent("terminationMessagePolicy", "File");
        own.putIfAbsent("imagePullPolicy", "IfNotPresent");
      }
    }
    tree.put("status", JsonTree.of("phase", "Pending", "qosClass", "BestEffort"));
  }

  private static void namespace(String name, Map<String, Object> tree) {
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    JsonTree.ownChild(metadata, "labels").put("kubernetes.io/metadata.name", name);
    JsonTree.ownChild(tree, "spec").put("finalizers", List.of("kubernetes"));
    tree.put("status", JsonTree.of("phase", "Active"));
  }

  private void service(Map<String, Object> tree) {
    Map<String, Object> spec = JsonTree.ownChild(tree, "spec");
    spec.putIfAbsent("type", "ClusterIP");
    spec.putIfAbsent("sessionAffinity", "None");
    if (!spec.get("type").equals("ExternalName")) {
      if (JsonTree.string(spec, "clusterIP").isEmpty()) {
        int address = lastAddress.incrementAndGet() % ADDRESSES;
        spec.put("clusterIP", "10.96." + (address >> 8) + "." + (address & 0xff));
      }
      spec.putIfAbsent("clusterIPs", List.of(spec.get("clusterIP")));
      spec.putIfAbsent("ipFamilies", List.of("IPv4"));
      spec.putIfAbsent("ipFamilyPolicy", "SingleStack");
      spec.putIfAbsent("internalTrafficPolicy", "Cluster");
    }
    for (Object port : JsonTree.list(spec, "ports")) {
      if (port instanceof Map<?, ?> map) {
        Map<String, Object> own = JsonTree.asObject(map);
        own.putIfAbsent("protocol", "TCP");
        own.putIfAbsent("targetPort", own.get("port"));
      }
    }
    tree.put("status", JsonTree.of("loadBalancer", JsonTree.of()));
  }
}
