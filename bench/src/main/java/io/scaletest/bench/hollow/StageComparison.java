package io.scaletest.bench.hollow;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Lets kwok and hollow-node play kwok's shipped stages on the same nodes and pods, each on a fresh
 * control plane, and compares what becomes of them field by field. Times, uids, versions and the
 * addresses of pods differ anyway and are compared as such; managed fields are not.
 */
final class StageComparison {
  private static final String NODES = "/api/v1/nodes";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";
  private static final String POD_IP = "10\\.(\\d+\\.){2}\\d+";

  /** An object that is made, and whether it has come as far as it will. */
  private record Case(String name, String body, Function<Map<String, Object>, Boolean> settled) {}

  private final Path folder;

  StageComparison(Path folder) {
    this.folder = folder;
  }

  /** Compares under the stages of these folders, and prints every field that differs. */
  void run(String title, List<String> stageFolders) {
    List<Path> stages = stageFolders.stream().map(KwokBuild::stageFolder).toList();
    Map<String, String> kwok =
        play("kwok", kubeconfig -> Simulator.kwok(kubeconfig, stages), stageFolders);
    Map<String, String> ours =
        play(
            "ours",
            kubeconfig ->
                Simulator.hollowNode(
                    kubeconfig,
                    folder.resolve("stages.summary.json"),
                    "--nodes=" + nodes().size(),
                    "--node-ip=192.0.2.1",
                    "--watch=shared",
                    "--stages=" + String.join(",", stages.stream().map(Path::toString).toList())),
            stageFolders);
    int equal = 0;
    List<String> differences = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(kwok.keySet());
    paths.addAll(ours.keySet());
    for (String path : paths) {
      String theirs = kwok.getOrDefault(path, "nothing");
      String own = ours.getOrDefault(path, "nothing");
      if (theirs.equals(own)) {
        equal++;
      } else {
        differences.add(path + ": kwok " + theirs + ", hollow-node " + own);
      }
    }
    System.out.printf(
        Locale.ROOT, "%s: %d fields equal, %d differ%n", title, equal, differences.size());
    differences.forEach(difference -> System.out.println("  " + difference));
  }

  private Map<String, String> play(
      String who, Function<Path, Simulator> start, List<String> stageFolders) {
    boolean general = stageFolders.contains("pod/general");
    try (BenchCluster cluster = BenchCluster.start(folder.resolve(who + stageFolders.hashCode()))) {
      cluster.await(
          "a pod can be made",
          () -> cluster.has("/api/v1/namespaces/default/serviceaccounts/default"));
      List<Case> nodes = nodes();
      cluster.create(NODES, nodes.size(), i -> nodes.get(i).body());
      cluster.create(JOBS, 1, i -> job());
      String jobUid = JsonTree.text(cluster.get(JOBS + "/owner"), "metadata", "uid");
      try (Simulator simulator = start.apply(cluster.kubeconfig())) {
        Map<String, String> fields = new TreeMap<>();
        awaitAll(cluster, NODES, nodes);
        List<Case> pods = pods(jobUid, general);
        cluster.create(PODS, pods.size(), i -> pods.get(i).body());
        awaitAll(cluster, PODS, pods);
        cluster.delete(1, i -> PODS + "/held");
        String grace = general ? "30" : "0"; // the general stages leave what has a finalizer
        cluster.await(
            "the held pod is deleted",
            () ->
                JsonTree.text(cluster.get(PODS + "/held"), "metadata", "deletionGracePeriodSeconds")
                    .equals(grace));
        nodes.forEach(each -> flatten(fields, each.name(), cluster.get(NODES + "/" + each.name())));
        pods.forEach(each -> flatten(fields, each.name(), cluster.get(PODS + "/" + each.name())));
        cluster.delete(1, i -> PODS + "/plain");
        cluster.await("a pod is gone", () -> !cluster.has(PODS + "/plain"));
        simulator.stop();
        return fields;
      }
    }
  }

  private static void awaitAll(BenchCluster cluster, String collection, List<Case> cases) {
    for (Case each : cases) {
      cluster.await(
          each.name() + " is settled",
          () -> each.settled().apply(cluster.get(collection + "/" + each.name())));
    }
  }

  private static boolean hasCondition(Map<String, Object> object, String type, String reason) {
    return JsonTree.objects(JsonTree.child(object, "status"), "conditions").stream()
        .anyMatch(
            each ->
                JsonTree.string(each, "type").equals(type)
                    && JsonTree.string(each, "reason").equals(reason));
  }

  private static List<Case> nodes() {
    String addresses = ",\"addresses\":[{\"type\":\"%s\",\"address\":\"%s\"}]";
    return List.of(
        node(0, "", String.format(Locale.ROOT, addresses, "Hostname", "node-00000"), "Ready"),
        node(1, "", "", "Ready"),
        node(
            2,
            "",
            ",\"capacity\":{\"cpu\":\"4\",\"pods\":\"7\"},\"allocatable\":{\"cpu\":\"3\",\"pods\":"
                + "\"7\"},\"nodeInfo\":{\"kubeletVersion\":\"v1.2.3\",\"architecture\":\"arm64\"}"
                + String.format(Locale.ROOT, addresses, "InternalIP", "192.0.2.99"),
            "Ready"),
        node(3, "\"node-not-ready.stage.kwok.x-k8s.io\":\"true\"", "", "Failed"));
  }

  private static Case node(int i, String labels, String status, String wanted) {
    String name = String.format(Locale.ROOT, "node-%05d", i);
    String body =
        "{\"metadata\":{\"name\":\""
            + name
            + "\",\"labels\":{"
            + labels
            + "}},\"status\":{"
            + status.replaceFirst("^,", "")
            + "}}";
    String reason = wanted.equals("Ready") ? "KubeletReady" : "nodeFailed";
    return new Case(name, body, object -> hasCondition(object, "Ready", reason));
  }

  private static String job() {
    return "{\"metadata\":{\"name\":\"owner\"},\"spec\":{\"suspend\":true,\"template\":{\"spec\":{"
        + "\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"c:1\"}]}}}}";
  }

  private static List<Case> pods(String jobUid, boolean general) {
    List<Case> pods = new ArrayList<>();
    String init = "\"initContainers\":[{\"name\":\"i\",\"image\":\"i:1\"}";
    String sidecar = ",{\"name\":\"s\",\"image\":\"s:1\",\"restartPolicy\":\"Always\"}";
    pods.add(pod("plain", "", "", "Running"));
    pods.add(pod("gated", "", "\"readinessGates\":[{\"conditionType\":\"x.io/g\"}],", "Running"));
    pods.add(pod("with-init", "", init + "],", "Running"));
    pods.add(pod("of-host", "", "\"hostNetwork\":true,", "Running"));
    pods.add(pod("held", "\"finalizers\":[\"x.io/f\"],", "", "Running"));
    if (!general) {
      pods.add(pod("with-sidecar", "", init + sidecar + "],", "Running"));
    }
    pods.add(
        pod(
            "owned",
            "\"ownerReferences\":[{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"name\":\"owner\","
                + "\"uid\":\""
                + jobUid
                + "\"}],",
            "",
            "Succeeded"));
    pods.add(
        pod(
            "failing",
            "\"labels\":{\"pod-container-running-failed.stage.kwok.x-k8s.io\":\"true\"},",
            "",
            "Failed"));
    return pods;
  }

  private static Case pod(String name, String metadata, String spec, String phase) {
    String body =
        "{\"metadata\":{"
            + metadata
            + "\"name\":\""
            + name
            + "\"},\"spec\":{"
            + spec
            + "\"nodeName\":\"node-00000\",\"restartPolicy\":\"Never\",\"containers\":[{\"name\":"
            + "\"c\",\"image\":\"c:1\"},{\"name\":\"d\",\"image\":\"d:1\"}]}}";
    return new Case(name, body, object -> JsonTree.text(object, "status", "phase").equals(phase));
  }

  /** Adds each scalar of an object under its path; conditions stand under their types. */
  private static void flatten(Map<String, String> fields, String name, Map<String, Object> object) {
    Map<String, Object> metadata = new LinkedHashMap<>(JsonTree.child(object, "metadata"));
    List.of("uid", "resourceVersion", "managedFields").forEach(metadata::remove);
    object.put("metadata", metadata);
    flatten(fields, name, (Object) object);
  }

  private static void flatten(Map<String, String> fields, String path, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> flatten(fields, path + "." + key, member));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        boolean isTyped = list.get(i) instanceof Map<?, ?> map && map.get("type") instanceof String;
        String key = isTyped ? JsonTree.string((Map<?, ?>) list.get(i), "type") : String.valueOf(i);
        flatten(fields, path + "[" + key + "]", list.get(i));
      }
    } else {
      fields.put(path, comparable(JsonWriter.text(value)));
    }
  }

  private static String comparable(String text) {
    return text.replaceAll(TIME, "TIME")
        .replaceAll("\"" + POD_IP + "\"", "POD-IP")
        .replaceAll("kube-api-access-[a-z0-9]{5}", "kube-api-access")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID");
  }
}
