package io.scaletest.player.convert;

import io.scaletest.common.exit.ToolException;
import io.scaletest.player.convert.Draft.Pace;
import io.scaletest.wire.json.JsonTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a config of kube-burner: jobs one after the other, each of iterations over a list of
 * objects. Used once.
 */
final class KubeBurnerReader {
  /** What a job has that says nothing of its own: namespaces, waiting and cleaning up. */
  private static final List<String> KNOWN =
      List.of(
          "name",
          "jobType",
          "jobIterations",
          "qps",
          "burst",
          "objects",
          "namespace",
          "namespacedIterations",
          "iterationsPerNamespace",
          "podWait",
          "waitWhenFinished",
          "maxWaitTimeout",
          "cleanup",
          "verifyObjects",
          "errorOnVerify",
          "preLoadImages",
          "preLoadPeriod",
          "jobPause",
          "churn",
          "churnPercent",
          "churnDuration",
          "churnDelay",
          "churnCycles",
          "churnConfig");

  private static final double DEFAULT_QPS = 5;
  private static final long DEFAULT_BURST = 10;
  private static final String WAIT_LIMIT = "4h";

  private final Path file;
  private final Draft draft;
  private int namespaces = 1;

  /** One object of a job's list. */
  private record Made(String set, long count) {}

  KubeBurnerReader(Path file, Draft draft) {
    this.file = file;
    this.draft = draft;
  }

  void read(Map<String, Object> config) {
    for (String key : config.keySet()) {
      if (!key.equals("jobs")) {
        draft.leftOut(key);
      }
    }
    String name = file.getFileName().toString();
    draft.name(name.contains(".") ? name.substring(0, name.indexOf('.')) : name);
    JsonTree.objects(config, "jobs").forEach(job -> job(JsonTree.asObject(job)));
    draft.namespaces(namespaces);
  }

  private void job(Map<String, Object> job) {
    String name = text(job, "name").orElse("job");
    String type = text(job, "jobType").orElse("create");
    if (!type.equals("create")) {
      draft.leftOut("job " + name + ": jobType " + type);
      return;
    }
    for (String key : job.keySet()) {
      if (!KNOWN.contains(key)) {
        draft.leftOut("job " + name + ": " + key);
      }
    }
    long iterations = number(job, "jobIterations", 1);
    boolean each = !text(job, "namespacedIterations").equals(Optional.of("false"));
    long perNamespace = Math.max(1, number(job, "iterationsPerNamespace", 1));
    long own = each ? (iterations + perNamespace - 1) / perNamespace : 1;
    namespaces = (int) Math.max(namespaces, own);
    if (each && own > 1) {
      draft.changed(
          "job "
              + name
              + ": objects are in any of the namespaces, not an iteration's all in its own");
    }
    List<Made> made = new ArrayList<>();
    for (Map<?, ?> object : JsonTree.objects(job, "objects")) {
      object(name, iterations, JsonTree.asObject(object), made);
    }
    if (!made.isEmpty()) {
      play(name, job, made);
    }
  }

  private void object(String job, long iterations, Map<String, Object> object, List<Made> made) {
    String path = text(object, "objectTemplate").orElse("");
    Map<?, ?> vars = object.get("inputVars") instanceof Map<?, ?> map ? map : Map.of();
    long replicas = number(object, "replicas", 1);
    try {
      for (Map<String, Object> tree : ForeignTemplate.objects(file.resolveSibling(path), vars)) {
        String kind = JsonTree.string(tree, "kind").toLowerCase(Locale.ROOT);
        made.add(new Made(draft.set(job + "-" + kind, tree), iterations * replicas));
      }
      if (ForeignTemplate.text(file.resolveSibling(path))
          .matches("(?s).*\\.(Iteration|Replica)\\b.*")) {
        draft.changed(path + ": Iteration and Replica are both the object's number, ${n}");
      }
    } catch (ToolException e) {
      draft.leftOut("job " + job + ": " + e.getMessage());
    }
  }

  private void play(String name, Map<String, Object> job, List<Made> made) {
    double qps = decimal(job, "qps", DEFAULT_QPS);
    long burst = number(job, "burst", DEFAULT_BURST);
    if (burst > qps) {
      draft.changed(
          "job " + name + ": the first " + burst + " objects come at the rate, not at once");
    }
    long all = made.stream().mapToLong(Made::count).sum();
    double seconds = all / qps;
    String phase = draft.phase(name, seconds);
    for (Made each : made) {
      Pace pace = Pace.within(each.count(), seconds, "constant");
      draft.flow(each.set(), phase, pace, each.count(), Map.of("create", 1));
    }
    if (isTrue(job, "podWait") || !text(job, "waitWhenFinished").equals(Optional.of("false"))) {
      String atMost = text(job, "maxWaitTimeout").orElse(WAIT_LIMIT);
      for (Made each : made) {
        if (HavingPods.is(draft.kind(each.set()))) {
          draft.await(each.set(), each.count(), atMost);
        }
      }
    }
    text(job, "jobPause")
        .ifPresent(pause -> draft.phase(name + "-pause", Draft.seconds(file, pause)));
    churn(name, job, made);
  }

  private void churn(String name, Map<String, Object> job, List<Made> made) {
    Map<?, ?> config = job.get("churnConfig") instanceof Map<?, ?> map ? map : Map.of();
    if (!isTrue(job, "churn") && config.isEmpty()) {
      return;
    }
    long percent = number(job, "churnPercent", number(config, "percent", 10));
    String delay = first(job, "churnDelay", config, "delay").orElse("5m");
    Optional<String> duration = first(job, "churnDuration", config, "duration");
    long cycles = number(job, "churnCycles", number(config, "cycles", 0));
    double seconds =
        cycles > 0 && (duration.isEmpty() || config.containsKey("cycles"))
            ? cycles * Draft.seconds(file, delay)
            : Draft.seconds(file, duration.orElse("1h"));
    draft.changed(
        "job "
            + name
            + ": churn deletes "
            + percent
            + " % of the objects and makes as many each "
            + delay
            + ", both at once");
    String phase = draft.phase(name + "-churn", seconds);
    for (Made each : made) {
      long some = Math.max(1, each.count() * percent / 100);
      long times = (long) Math.ceil(seconds / Draft.seconds(file, delay));
      Pace pace = Pace.bursts(some, delay);
      draft.flow(each.set(), phase, pace, some * times, Map.of("delete", 1));
      draft.flow(each.set(), phase, pace, some * times, Map.of("create", 1));
    }
  }

  private static Optional<String> first(Map<?, ?> a, String keyOfA, Map<?, ?> b, String keyOfB) {
    return text(a, keyOfA).or(() -> text(b, keyOfB));
  }

  private static Optional<String> text(Map<?, ?> map, String key) {
    return Optional.ofNullable(map.get(key)).map(String::valueOf);
  }

  private static boolean isTrue(Map<?, ?> map, String key) {
    return text(map, key).equals(Optional.of("true"));
  }

  private long number(Map<?, ?> map, String key, long standard) {
    return (long) decimal(map, key, standard);
  }

  private double decimal(Map<?, ?> map, String key, double standard) {
    Optional<String> text = text(map, key);
    try {
      double value = text.map(Double::parseDouble).orElse(standard);
      if (value >= 0 && value < Integer.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, as what is too large
    }
    throw ToolException.usage(file + ": " + key + ": must be a number, got " + text.orElse(""));
  }
}
