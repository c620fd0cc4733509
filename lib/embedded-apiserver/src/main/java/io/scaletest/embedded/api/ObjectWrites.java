package io.scaletest.embedded.api;

import io.scaletest.embedded.patch.ApplyPatch;
import io.scaletest.embedded.patch.PatchException;
import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.Draft;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Creates, changes and deletes objects, each as one compare-and-set on the store. */
final class ObjectWrites {
  /** After so many conflicts, a write without a resourceVersion is refused with 409. */
  private static final int MAX_ATTEMPTS = 1_000;

  /** How many generated names are tried, as by kube-apiserver. */
  private static final int GENERATED_NAMES = 8;

  private static final String DELETION_TIMESTAMP = "deletionTimestamp";

  private final Store store;
  private final Stamps stamps;
  private final ResourceType namespaces;
  private final ObjectRules rules;
  private final Defaults defaults = new Defaults();

  /** Incremented after each namespace that begins to terminate. */
  private final AtomicLong namespaceDeletions = new AtomicLong();

  /** Computes an object's next state from a copy of its present one. */
  @FunctionalInterface
  interface Transition {
    Map<String, Object> next(Map<String, Object> present);
  }

  /**
   * The options of a deletion.
   *
   * @param graceSeconds negative where the object's own grace period counts
   * @param uid only the object of this UID; empty for any
   * @param version only the object of this resourceVersion; empty for any
   */
  record Deletion(long graceSeconds, String uid, String version, boolean dryRun) {}

  /**
   * The outcome of a deletion.
   *
   * @param json the object as it is now, or was last
   * @param gone whether it is removed
   */
  record Deleted(byte[] json, boolean gone, String uid) {}

  ObjectWrites(Store store, ResourceCatalog catalog, Stamps stamps) {
    this.store = store;
    this.stamps = stamps;
    this.namespaces = catalog.find("", "v1", "namespaces").orElseThrow();
    this.rules = new ObjectRules(stamps);
  }

  /** Creates an object of a client's tree; returns it as JSON. */
  byte[] create(ResourcePath path, Map<String, Object> tree, boolean dryRun) {
    rules.checkKind(path.type(), tree);
    long deletionsBefore = namespaceDeletions.get();
    checkNamespace(path, tree);
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    boolean generated =
        JsonTree.string(metadata, "name").isEmpty() && metadata.containsKey("generateName");
    for (int attempt = 1; generated && attempt < GENERATED_NAMES; attempt++) {
      Optional<byte[]> created =
          tryCreate(path, JsonTree.copyObject(tree), dryRun, deletionsBefore, List.of());
      if (created.isPresent()) {
        return created.get();
      }
    }
    return tryCreate(path, tree, dryRun, deletionsBefore, List.of())
        .orElseThrow(
            () -> ApiException.alreadyExists(path.type(), JsonTree.textAt(tree, "metadata.name")));
  }

  /** Returns the new object; empty where its name is taken. */
  private Optional<byte[]> tryCreate(
      ResourcePath path,
      Map<String, Object> tree,
      boolean dryRun,
      long deletionsBefore,
      List<Object> managedFields) {
    ResourceType type = path.type();
    String name = rules.prepareCreate(type, path.namespace(), tree);
    if (!managedFields.isEmpty()) {
      JsonTree.child(tree, "metadata").put(ObjectRules.MANAGED_FIELDS, managedFields);
    }
    defaults.apply(type, name, tree);
    String key = ResourcePath.key(type, path.namespace(), name);
    ObjectCollection collection = store.of(type);
    if (dryRun) {
      return collection.get(key).isPresent() ? Optional.empty() : Optional.of(withoutVersion(tree));
    }
    Optional<StoredObject> created = collection.create(draft(type, key, tree));
    if (created.isPresent() && namespaceDeletions.get() != deletionsBefore) {
      undoIfTooLate(path, tree, collection, created.get());
    }
    return created.map(object -> Conversion.from(object.json(), type));
  }

  /**
   * The deletion of a terminating namespace may have listed its objects before this one was there.
   */
  private void undoIfTooLate(
      ResourcePath path,
      Map<String, Object> tree,
      ObjectCollection collection,
      StoredObject created) {
    try {
      checkNamespace(path, tree);
    } catch (ApiException e) {
      Optional<StoredObject> now = Optional.of(created);
      while (now.isPresent() && collection.delete(now.get()).isEmpty()) {
        now = collection.get(created.key()); // a concurrent write was first; deleted or changed
      }
      throw e;
    }
  }

  private Draft draft(ResourceType type, String key, Map<String, Object> tree) {
    return store.draft(type, key, Conversion.toStored(tree, type));
  }

  private void checkNamespace(ResourcePath path, Map<String, Object> tree) {
    if (!path.type().namespaced()) {
      return;
    }
    StoredObject namespace =
        store
            .of(namespaces)
            .get(path.namespace())
            .orElseThrow(() -> ApiException.notFound(namespaces, path.namespace()));
    if (namespace.field(namespaces.fieldNumber("status.phase")).equals("Terminating")) {
      throw ApiException.namespaceTerminating(
          path.type(), JsonTree.string(JsonTree.child(tree, "metadata"), "name"), path.namespace());
    }
  }

  private static byte[] withoutVersion(Map<String, Object> tree) {
    JsonTree.child(tree, "metadata").remove("resourceVersion");
    return JsonWriter.bytes(tree);
  }

  /**
   * Changes an object; returns it as JSON.
   *
   * @param transition may be called again after a conflict
   */
  byte[] update(ResourcePath path, Transition transition, boolean dryRun) {
    return update(path, transition, dryRun, Kept.ALL);
  }

  /**
   * The outcome of a server-side apply.
   *
   * @param created whether the object was not there before
   */
  record Applied(byte[] json, boolean created) {}

  /** Applies a manager's fields to an object, creating it where there is none. */
  Applied apply(ResourcePath path, ApplyPatch patch, Map<String, Object> wanted, boolean dryRun) {
    rules.checkKind(path.type(), wanted);
    Transition transition = present -> applied(path, patch, present, wanted);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (isPresent(path)) {
        return new Applied(update(path, transition, dryRun, Kept.ALL_BUT_MANAGED_FIELDS), false);
      }
      if (!path.subresource().isEmpty()) {
        throw ApiException.notFound(path.type(), path.name());
      }
      long deletionsBefore = namespaceDeletions.get();
      checkNamespace(path, wanted);
      Map<String, Object> tree = transition.next(new LinkedHashMap<>());
      List<Object> managedFields =
          JsonTree.list(JsonTree.child(tree, "metadata"), ObjectRules.MANAGED_FIELDS);
      Optional<byte[]> created = tryCreate(path, tree, dryRun, deletionsBefore, managedFields);
      if (created.isPresent()) {
        return new Applied(created.get(), true);
      }
    }
    throw ApiException.modified(path.type(), path.name());
  }

  private Map<String, Object> applied(
      ResourcePath path,
      ApplyPatch patch,
      Map<String, Object> present,
      Map<String, Object> wanted) {
    try {
      patch.apply(present, wanted, stamps.now());
      return present;
    } catch (ApplyPatch.ConflictException e) {
      throw ApiException.applyConflict(path.type(), path.name(), e.getMessage());
    } catch (PatchException e) {
      throw ApiException.badRequest(e.getMessage());
    }
  }

  /** The part of an object's state that a writer cannot change. */
  private enum Kept {
    ALL,
    ALL_BUT_STATUS,
    ALL_BUT_MANAGED_FIELDS
  }

  /** Changes an object together with its status, which only the server itself may do. */
  byte[] updateWhole(ResourcePath path, Transition transition, boolean dryRun) {
    return update(path, transition, dryRun, Kept.ALL_BUT_STATUS);
  }

  private byte[] update(ResourcePath path, Transition transition, boolean dryRun, Kept kept) {
    ResourceType type = path.type();
    ObjectCollection collection = store.of(type);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      StoredObject before = present(path);
      Map<String, Object> old = Conversion.treeFrom(before.json(), type);
      Map<String, Object> tree = transition.next(Conversion.treeFrom(before.json(), type));
      rules.checkKind(type, tree);
      Object status = tree.get("status");
      Object managedFields = JsonTree.child(tree, "metadata").get(ObjectRules.MANAGED_FIELDS);
      rules.prepareUpdate(path, old, tree);
      if (kept == Kept.ALL_BUT_STATUS && status != null) {
        tree.put("status", status);
      }
      if (kept == Kept.ALL_BUT_MANAGED_FIELDS) {
        JsonTree.child(tree, "metadata").put(ObjectRules.MANAGED_FIELDS, managedFields);
      }
      if (dryRun) {
        return JsonWriter.bytes(tree);
      }
      if (tree.equals(old)) {
        return Conversion.from(before.json(), type);
      }
      boolean finished = isFinished(tree);
      Draft draft = draft(type, before.key(), tree);
      Optional<StoredObject> after =
          finished ? collection.delete(before, draft) : collection.replace(before, draft);
      if (after.isPresent()) {
        return Conversion.from(after.get().json(), type);
      }
    }
    throw ApiException.modified(type, path.name());
  }

  /** Returns whether a requested deletion can be completed. */
  private static boolean isFinished(Map<String, Object> tree) {
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    return metadata.containsKey(DELETION_TIMESTAMP)
        && JsonTree.list(metadata, "finalizers").isEmpty()
        && JsonTree.list(JsonTree.child(tree, "spec"), "finalizers").isEmpty()
        && Long.valueOf(0).equals(metadata.getOrDefault("deletionGracePeriodSeconds", 0L));
  }

  /** Returns an object, or refuses with 404. */
  StoredObject present(ResourcePath path) {
    return store
        .of(path.type())
        .get(path.key())
        .orElseThrow(() -> ApiException.notFound(path.type(), path.name()));
  }

  /** Returns whether an object exists. */
  boolean isPresent(ResourcePath path) {
    return store.of(path.type()).get(path.key()).isPresent();
  }

  /** Deletes an object, at once or in grace. */
  Deleted delete(ResourcePath path, Deletion deletion) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      StoredObject before = present(path);
      Optional<Deleted> done = tryDelete(path.type(), before, deletion);
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw ApiException.modified(path.type(), path.name());
  }

  /** Deletes an object in the state in which it was read; empty after a conflict. */
  Optional<Deleted> tryDelete(ResourceType type, StoredObject before, Deletion deletion) {
    Optional<Deleted> done = tryDeleteStored(type, before, deletion);
    if (type.isCore("namespaces")) {
      namespaceDeletions.incrementAndGet();
    }
    return done.map(
        deleted ->
            new Deleted(Conversion.from(deleted.json(), type), deleted.gone(), deleted.uid()));
  }

  private Optional<Deleted> tryDeleteStored(
      ResourceType type, StoredObject before, Deletion deletion) {
    Map<String, Object> tree = JsonTree.ownObject(before.json());
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    String uid = JsonTree.string(metadata, "uid");
    checkPreconditions(type, before, uid, deletion);
    long grace = type.isCore("pods") ? graceSeconds(tree, deletion) : 0;
    boolean held =
        grace > 0 || !JsonTree.list(metadata, "finalizers").isEmpty() || type.isCore("namespaces");
    if (!held) {
      if (deletion.dryRun()) {
        return Optional.of(new Deleted(before.json(), true, uid));
      }
      return store.of(type).delete(before).map(deleted -> new Deleted(deleted.json(), true, uid));
    }
    if (!markDeleted(type, tree, grace) || deletion.dryRun()) {
      return Optional.of(new Deleted(before.json(), false, uid));
    }
    return store
        .of(type)
        .replace(before, store.draft(type, before.key(), tree))
        .map(marked -> new Deleted(marked.json(), false, uid));
  }

  private static void checkPreconditions(
      ResourceType type, StoredObject before, String uid, Deletion deletion) {
    if (!deletion.uid().isEmpty() && !deletion.uid().equals(uid)) {
      throw ApiException.conflict(
          type,
          before.name(),
          "the UID in the precondition ("
              + deletion.uid()
              + ") does not match the UID in record ("
              + uid
              + "). The object might have been deleted and then recreated");
    }
    String version = Long.toString(before.version());
    if (!deletion.version().isEmpty() && !deletion.version().equals(version)) {
      throw ApiException.conflict(
          type,
          before.name(),
          "the ResourceVersion in the precondition ("
              + deletion.version()
              + ") does not match the ResourceVersion in record ("
              + version
              + "). The object might have been modified");
    }
  }

  /** A pod without a node, or that has ended, needs no grace period. */
  private static long graceSeconds(Map<String, Object> tree, Deletion deletion) {
    Map<String, Object> spec = JsonTree.child(tree, "spec");
    String phase = JsonTree.textAt(tree, "status.phase");
    if (JsonTree.string(spec, "nodeName").isEmpty()
        || phase.equals("Failed")
        || phase.equals("Succeeded")) {
      return 0;
    }
    if (deletion.graceSeconds() >= 0) {
      return deletion.graceSeconds();
    }
    return spec.get("terminationGracePeriodSeconds") instanceof Long own ? Math.max(0, own) : 0;
  }

  /**
   * Sets the object's deletion timestamp and grace period; returns whether that changes anything.
   */
  private boolean markDeleted(ResourceType type, Map<String, Object> tree, long graceSeconds) {
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    if (metadata.containsKey(DELETION_TIMESTAMP)) {
      Object left = metadata.get("deletionGracePeriodSeconds");
      if (!(left instanceof Long seconds) || graceSeconds >= seconds) {
        return false;
      }
    }
    metadata.put(DELETION_TIMESTAMP, stamps.in(graceSeconds));
    metadata.put("deletionGracePeriodSeconds", graceSeconds);
    if (metadata.get("generation") instanceof Long generation) {
      metadata.put("generation", generation + 1);
    }
    if (type.isCore("namespaces")) {
      metadata.remove("deletionGracePeriodSeconds");
      JsonTree.ownChild(tree, "status").put("phase", "Terminating");
    }
    return true;
  }
}
