package io.scaletest.player.replay;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;

import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Recorded bodies as this run sends them. What names alone decide is put in when the trace is read
 * ({@link #prepare}); uids, versions and made-up names when the request is sent ({@link #finish}),
 * since only answers tell them. Safe for use by many threads.
 */
final class Bodies {

  /** A version that no object has any more. */
  private static final String OLD_VERSION = "1";

  /** A uid that no object has. */
  private static final String NO_UID = "00000000-0000-4000-8000-000000000000";

  /** What servers set, or what is only true of the recorded one. */
  private static final List<String> OF_SERVER =
      List.of(
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generation",
          "managedFields",
          "resourceVersion",
          "selfLink",
          "uid");

  /** Fields that name an object of the cluster, with its resource, by where they are. */
  private static final Map<List<String>, String> REFERENCES =
      Map.of(
          List.of("spec", "nodeName"), "nodes",
          List.of("target", "name"), "nodes",
          List.of("spec", "priorityClassName"), "priorityclasses.scheduling.k8s.io",
          List.of("spec", "runtimeClassName"), "runtimeclasses.node.k8s.io",
          List.of("spec", "storageClassName"), "storageclasses.storage.k8s.io",
          List.of("spec", "ingressClassName"), "ingressclasses.networking.k8s.io",
          List.of("spec", "volumeName"), "persistentvolumes");

  private static final String CLUSTER_ROLES = "clusterroles.rbac.authorization.k8s.io";

  private final String runId;
  private final TargetKinds kinds;

  /** Resources of the cluster of which the run has objects of its own. */
  private final Set<String> ownOfCluster;

  private final LongAdder ownersUnknown = new LongAdder();
  private final LongAdder versionsUnknown = new LongAdder();

  Bodies(String runId, TargetKinds kinds, Set<String> ownOfCluster) {
    this.runId = runId;
    this.kinds = kinds;
    this.ownOfCluster = Set.copyOf(ownOfCluster);
  }

  /** Returns how many references to owners were left out, whose uids are not known. */
  long ownersUnknown() {
    return ownersUnknown.sum();
  }

  /** Returns how many writes went without the resourceVersion that they had in the recording. */
  long versionsUnknown() {
    return versionsUnknown.sum();
  }

  /**
   * Puts in what names decide.
   *
   * @param json the recorded body
   * @return whether the body is whole; otherwise it is to be finished when it is sent
   */
  boolean prepare(ReplayOp op, byte[] json) {
    Object tree;
    try {
      tree = JsonTree.parse(json);
    } catch (MalformedJsonException e) {
      op.body = json; // the server says what it thinks of it, as it did
      return true;
    }
    if (!(tree instanceof Map<?, ?> map)) {
      boolean late = isLatePatch(tree) || Uids.isIn(tree);
      set(op, tree, json, late, false);
      return !late;
    }
    Map<String, Object> object = JsonTree.asObject(map);
    boolean changed = rename(op, object);
    boolean late = isLate(op, object);
    set(op, tree, json, late, changed);
    return !late;
  }

  private static void set(ReplayOp op, Object tree, byte[] json, boolean late, boolean changed) {
    if (late) {
      op.tree = tree;
    } else {
      op.body = changed ? JsonWriter.bytes(tree) : json;
    }
  }

  /** Returns the least body of a create whose body is not in the trace. */
  byte[] filled(ReplayOp op) {
    return JsonWriter.bytes(minimal(op.copy, op.kind, op.key));
  }

  private Map<String, Object> minimal(Copy copy, ObjectKind kind, ObjectKey key) {
    Optional<String> namespace = copy.namespaceOf(kind, key);
    Map<String, Object> tree = JsonTree.of("apiVersion", kind.apiVersion(), "kind", kind.kind());
    Map<String, Object> metadata = JsonTree.ownChild(tree, "metadata");
    metadata.put("name", copy.nameOf(key, kind.namespaced()));
    namespace.ifPresent(name -> metadata.put("namespace", name));
    if (copy.isRoot(kind, key)) {
      JsonTree.ownChild(metadata, "labels").putAll(ScaletestNames.runLabels(runId));
    }
    KnownKind.of(kind).ifPresent(known -> tree.putAll(known.body(namespace)));
    return tree;
  }

  /**
   * Returns the body that makes an object that was there before.
   *
   * @param whole the object as a request had it whole; empty where none had
   * @return empty where an owner of it is to be made first
   */
  Optional<byte[]> initial(
      Copy copy, ObjectKind kind, ObjectKey key, Optional<byte[]> whole, boolean lastTry) {
    Optional<Map<String, Object>> parsed = whole.flatMap(JsonTree::object);
    if (parsed.isEmpty()) {
      return Optional.of(JsonWriter.bytes(minimal(copy, kind, key)));
    }
    Optional<String> namespace = copy.namespaceOf(kind, key);
    Map<String, Object> tree = parsed.get();
    Map<String, Object> metadata = JsonTree.ownChild(tree, "metadata");
    OF_SERVER.forEach(metadata::remove);
    metadata.remove("generateName");
    metadata.put("name", copy.nameOf(key, kind.namespaced()));
    namespace.ifPresent(name -> metadata.put("namespace", name));
    if (copy.isRoot(kind, key)) {
      JsonTree.ownChild(metadata, "labels").putAll(ScaletestNames.runLabels(runId));
    }
    tree.put("apiVersion", kind.apiVersion());
    tree.put("kind", kind.kind());
    tree.remove("status");
    withoutAllocated(kind, tree);
    if (kind.resource().equals("jobs.batch")) {
      withoutController(tree);
    }
    renameReferences(copy, key, tree);
    if (!lastTry && !ownersKnown(copy, key, metadata)) {
      return Optional.empty();
    }
    mapOwners(copy, key, metadata);
    mapUids(copy, tree);
    return Optional.of(JsonWriter.bytes(tree));
  }

  /**
   * Of an object that is not known the recorded uid stays: a text like it may be something else.
   */
  private static void mapUids(Copy copy, Object tree) {
    Uids.replace(tree, copy.objects()::uidFor);
  }

  /** A Job's selector and its pods' labels have the Job's uid. */
  private static void withoutController(Map<String, Object> job) {
    Map<String, Object> spec = JsonTree.child(job, "spec");
    if (!Boolean.TRUE.equals(spec.get("manualSelector"))) {
      spec.remove("selector");
      Map<String, Object> labels =
          JsonTree.child(JsonTree.child(JsonTree.child(spec, "template"), "metadata"), "labels");
      labels.keySet().removeIf(label -> label.endsWith("controller-uid"));
    }
  }

  /** Addresses and ports that the recorded cluster had to give are not this one's. */
  private static boolean withoutAllocated(ObjectKind kind, Map<String, Object> tree) {
    if (!kind.resource().equals("services") || !(tree.get("spec") instanceof Map<?, ?> map)) {
      return false;
    }
    Map<String, Object> spec = JsonTree.asObject(map);
    boolean changed = false;
    if (!"None".equals(spec.get("clusterIP"))) {
      changed = spec.remove("clusterIP") != null;
      changed |= spec.remove("clusterIPs") != null;
    }
    changed |= spec.remove("healthCheckNodePort") != null;
    for (Map<?, ?> port : JsonTree.objects(spec, "ports")) {
      changed |= port.remove("nodePort") != null;
    }
    return changed;
  }

  /** Returns whether something was changed. */
  private boolean rename(ReplayOp op, Map<String, Object> tree) {
    boolean changed = withoutAllocated(op.kind, tree);
    boolean ofCluster = !op.kind.namespaced();
    boolean root = op.copy.isRoot(op.kind, op.key);
    if (tree.get("metadata") instanceof Map<?, ?> map) {
      Map<String, Object> metadata = JsonTree.asObject(map);
      String namespace = JsonTree.string(metadata, "namespace");
      if (!namespace.isEmpty()) {
        metadata.put("namespace", op.copy.names().namespace(namespace));
        changed = true;
      }
      String name = JsonTree.string(metadata, "name");
      if (ofCluster && !name.isEmpty()) {
        metadata.put("name", op.copy.names().ofCluster(op.key.resource(), name));
        changed = true;
      }
      changed |= root && name.isEmpty() && nameOfRoot(op, metadata);
    }
    boolean whole =
        op.operation == Operation.CREATE
            || op.operation == Operation.UPDATE
            || op.operation == Operation.APPLY;
    if (root && whole && op.isOfWhole()) {
      JsonTree.ownChild(JsonTree.ownChild(tree, "metadata"), "labels")
          .putAll(ScaletestNames.runLabels(runId));
      changed = true;
    }
    return changed;
  }

  /**
   * A name that the server made up for what is deleted by itself is asked for where it is known: an
   * object of another name would not be found again if the answer were lost. In no namespace it has
   * the run's prefix, too.
   */
  private static boolean nameOfRoot(ReplayOp op, Map<String, Object> metadata) {
    String beginning = JsonTree.string(metadata, "generateName");
    if (beginning.isEmpty()) {
      return false;
    }
    if (!op.key.name().isEmpty()) {
      metadata.remove("generateName");
      metadata.put("name", op.copy.nameOfRoot(op.kind, op.key));
    } else if (!op.kind.namespaced()) {
      metadata.put("generateName", op.copy.names().beginning(beginning));
    }
    return true;
  }

  private static boolean isLatePatch(Object patch) {
    if (patch instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> step
            && JsonTree.string(step, "path").startsWith("/metadata/")) {
          String path = JsonTree.string(step, "path");
          if (path.endsWith("/resourceVersion") || path.endsWith("/uid")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isLate(ReplayOp op, Map<String, Object> tree) {
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    return metadata.containsKey("resourceVersion")
        || metadata.containsKey("uid")
        || metadata.containsKey("ownerReferences")
        || tree.containsKey("preconditions")
        || Uids.isIn(tree)
        || op.kind.resource().endsWith("rolebindings.rbac.authorization.k8s.io")
        || REFERENCES.entrySet().stream()
            .anyMatch(
                each ->
                    ownOfCluster.contains(each.getValue())
                        && !JsonTree.text(tree, each.getKey().toArray(String[]::new)).isEmpty());
  }

  /** Returns the body as it is sent now. */
  byte[] finish(ReplayOp op) {
    if (op.tree == null) {
      return renamed(op);
    }
    if (op.tree instanceof List<?> patch) {
      finishPatch(op, patch);
      mapUids(op.copy, patch);
      return JsonWriter.bytes(patch);
    }
    Map<String, Object> tree = JsonTree.asObject((Map<?, ?>) op.tree);
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    finishIdentity(op, metadata);
    if (tree.get("preconditions") instanceof Map<?, ?> preconditions) {
      finishIdentity(op, JsonTree.asObject(preconditions));
    }
    mapOwners(op.copy, op.key, metadata);
    renameReferences(op.copy, op.key, tree);
    mapUids(op.copy, tree);
    String madeUp = op.copy.objects().madeUpName(op.key);
    if (!madeUp.isEmpty() && metadata.containsKey("name")) {
      metadata.put("name", madeUp);
    }
    return JsonWriter.bytes(tree);
  }

  /** A body that was whole when it was read, but for a name that the server made up since. */
  private static byte[] renamed(ReplayOp op) {
    String madeUp = op.body.length == 0 ? "" : op.copy.objects().madeUpName(op.key);
    if (madeUp.isEmpty() || madeUp.equals(op.key.name())) {
      return op.body;
    }
    Optional<Map<String, Object>> tree = JsonTree.object(op.body);
    if (tree.isEmpty() || JsonTree.text(tree.get(), "metadata", "name").isEmpty()) {
      return op.body;
    }
    JsonTree.child(tree.get(), "metadata").put("name", madeUp);
    return JsonWriter.bytes(tree.get());
  }

  private void finishPatch(ReplayOp op, List<?> patch) {
    for (Iterator<?> steps = patch.iterator(); steps.hasNext(); ) {
      if (steps.next() instanceof Map<?, ?> map) {
        Map<String, Object> step = JsonTree.asObject(map);
        String path = JsonTree.string(step, "path");
        String value =
            switch (path) {
              case "/metadata/resourceVersion" -> version(op);
              case "/metadata/uid" -> uid(op);
              default -> null;
            };
        if (value != null && value.isEmpty()) {
          steps.remove();
        } else if (value != null) {
          step.put("value", value);
        }
      }
    }
  }

  /** Puts in the object's own uid and version, of metadata or of preconditions. */
  private void finishIdentity(ReplayOp op, Map<String, Object> fields) {
    replace(fields, "uid", uid(op));
    if (replace(fields, "resourceVersion", version(op))) {
      versionsUnknown.increment();
    }
  }

  /** Returns whether a field had to be left out. */
  private static boolean replace(Map<String, Object> fields, String name, String value) {
    if (JsonTree.text(fields, name).isEmpty()) {
      return false;
    }
    if (value.isEmpty()) {
      fields.remove(name);
      return true;
    }
    fields.put(name, value);
    return false;
  }

  /** What conflicted is to conflict again. */
  private static String version(ReplayOp op) {
    String latest = op.copy.objects().version(op.key);
    if (op.recorded.code() != CONFLICT || op.operation == Operation.CREATE) {
      return latest;
    }
    String before = op.copy.objects().versionBefore(op.key);
    return before.isEmpty() ? OLD_VERSION : before;
  }

  private static String uid(ReplayOp op) {
    String uid = op.copy.objects().uid(op.key);
    boolean conflicted = op.recorded.code() == CONFLICT && op.operation == Operation.DELETE;
    return conflicted ? NO_UID : uid;
  }

  /** Returns the objects of the recording that a body's owners are, for the order. */
  List<ObjectKey> owners(ObjectKey key, Object tree) {
    List<ObjectKey> owners = new ArrayList<>();
    if (tree instanceof Map<?, ?> map) {
      for (Map<?, ?> each :
          JsonTree.objects(JsonTree.child(JsonTree.asObject(map), "metadata"), "ownerReferences")) {
        owner(key, each).ifPresent(owners::add);
      }
    }
    return owners;
  }

  private Optional<ObjectKey> owner(ObjectKey key, Map<?, ?> reference) {
    return kinds
        .named(JsonTree.string(reference, "apiVersion"), JsonTree.string(reference, "kind"))
        .map(
            kind ->
                new ObjectKey(
                    kind.resource(),
                    kind.namespaced() ? key.namespace() : "",
                    JsonTree.string(reference, "name")));
  }

  private boolean ownersKnown(Copy copy, ObjectKey key, Map<String, Object> metadata) {
    for (Map<?, ?> each : JsonTree.objects(metadata, "ownerReferences")) {
      if (ownerUid(copy, key, each).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private String ownerUid(Copy copy, ObjectKey key, Map<?, ?> reference) {
    return copy.objects()
        .uidFor(JsonTree.string(reference, "uid"))
        .or(() -> owner(key, reference).map(owner -> copy.objects().uid(owner)))
        .orElse("");
  }

  /** An owner that is not there has its dependents deleted: such a reference is left out. */
  private void mapOwners(Copy copy, ObjectKey key, Map<String, Object> metadata) {
    if (!(metadata.get("ownerReferences") instanceof List<?> list)) {
      return;
    }
    for (Iterator<?> all = list.iterator(); all.hasNext(); ) {
      if (all.next() instanceof Map<?, ?> map) {
        Map<String, Object> reference = JsonTree.asObject(map);
        String uid = ownerUid(copy, key, reference);
        if (uid.isEmpty()) {
          all.remove();
          ownersUnknown.increment();
        } else {
          Optional<ObjectKey> owner = owner(key, reference);
          owner.ifPresent(
              named -> reference.put("name", copy.nameOf(named, !named.namespace().isEmpty())));
          reference.put("uid", uid);
        }
      }
    }
    if (list.isEmpty()) {
      metadata.remove("ownerReferences");
    }
  }

  private void renameReferences(Copy copy, ObjectKey key, Map<String, Object> tree) {
    REFERENCES.forEach(
        (path, resource) -> {
          if (ownOfCluster.contains(resource)) {
            Map<String, Object> at = JsonTree.child(tree, path.get(0));
            String name = JsonTree.string(at, path.get(1));
            if (!name.isEmpty()) {
              at.put(path.get(1), copy.referred(resource, name));
            }
          }
        });
    if (!key.resource().endsWith("rolebindings.rbac.authorization.k8s.io")) {
      return;
    }
    Map<String, Object> role = JsonTree.child(tree, "roleRef");
    if (JsonTree.string(role, "kind").equals("ClusterRole")) {
      role.put("name", copy.referred(CLUSTER_ROLES, JsonTree.string(role, "name")));
    }
    for (Map<?, ?> subject : JsonTree.objects(tree, "subjects")) {
      String namespace = JsonTree.string(subject, "namespace");
      if (!namespace.isEmpty()) {
        JsonTree.asObject(subject).put("namespace", copy.names().namespace(namespace));
      }
    }
  }
}
