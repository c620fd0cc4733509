package io.scaletest.embedded.api;

import io.scaletest.embedded.api.ObjectWrites.Deletion;
import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.ObjectCollection.Query;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The namespace controller: a namespace that is deleted stays Terminating, with conditions that say
 * why, until nothing is left in it.
 *
 * <p>It works on the thread of the request that deletes the namespace or changes something in it.
 * Safe for use by many threads.
 *
 * <p><i>Source:</i> pkg/controller/namespace/deletion of Kubernetes: pods go first; what has a
 * finalizer, or a pod in its grace, stays.
 */
final class NamespaceDeletion {
  private static final String OWN_FINALIZER = "kubernetes";

  /** With more objects left, they are not counted again at each change. */
  private static final int COUNTED_MAX = 1_000;

  private static final Deletion AT_ONCE = new Deletion(0, "", "", false);
  private static final Deletion IN_GRACE = new Deletion(-1, "", "", false);

  private final Store store;
  private final ObjectWrites writes;
  private final Stamps stamps;
  private final ResourceType namespaces;
  private final ResourceType nodes;
  private final ResourceType pods;

  /** Namespaces under deletion: a lookup is cheap enough for each request. */
  private final Set<String> terminating = ConcurrentHashMap.newKeySet();

  NamespaceDeletion(Store store, ResourceCatalog catalog, ObjectWrites writes, Stamps stamps) {
    this.store = store;
    this.writes = writes;
    this.stamps = stamps;
    this.namespaces = catalog.find("", "v1", "namespaces").orElseThrow();
    this.nodes = catalog.find("", "v1", "nodes").orElseThrow();
    this.pods = catalog.find("", "v1", "pods").orElseThrow();
  }

  /** The remaining content of a namespace. */
  private static final class Remains {
    private final Map<String, Integer> byResource = new TreeMap<>();
    private final Map<String, Integer> byFinalizer = new TreeMap<>();

    void add(ResourceType type, List<StoredObject> objects) {
      if (objects.isEmpty()) {
        return;
      }
      // Also the core group has its dot, as from the controller.
      byResource.put(type.plural() + "." + type.group(), objects.size());
      for (StoredObject object : objects) {
        Map<String, Object> metadata =
            JsonTree.child(JsonTree.ownObject(object.json()), "metadata");
        for (Object finalizer : JsonTree.list(metadata, "finalizers")) {
          byFinalizer.merge(String.valueOf(finalizer), 1, Integer::sum);
        }
      }
    }

    boolean isEmpty() {
      return byResource.isEmpty();
    }

    private static String told(Map<String, Integer> counts, String between) {
      List<String> parts = new ArrayList<>();
      counts.forEach((name, count) -> parts.add(name + between + count + " resource instances"));
      return String.join(", ", parts);
    }

    String resources() {
      return told(byResource, " has ");
    }

    String finalizers() {
      return told(byFinalizer, " in ");
    }
  }

  /**
   * A namespace's deletion was accepted: deletes its content, and then the namespace, as far as
   * finalizers allow.
   */
  void begin(String namespace) {
    terminating.add(namespace);
    proceed(namespace, Integer.MAX_VALUE);
  }

  /** Something in a namespace has changed: continues its deletion if there is one. */
  void changed(String namespace) {
    if (terminating.contains(namespace)) {
      proceed(namespace, COUNTED_MAX);
    }
  }

  private synchronized void proceed(String namespace, int countedMax) {
    ResourcePath path = new ResourcePath(namespaces, "", namespace, "");
    if (!isTerminating(namespace)) {
      terminating.remove(namespace);
      return;
    }
    if (hasMoreThan(namespace, countedMax)) {
      return;
    }
    try {
      empty(store.of(pods), namespace);
      if (!everythingIn(store.of(pods), namespace, 1).isEmpty()) {
        tell(path, new Remains()); // as the controller: it has not looked at the others yet
        return;
      }
      Remains left = emptyAll(namespace);
      tell(path, left);
      if (left.isEmpty()) {
        writes.update(finalized(path), NamespaceDeletion::withoutOwnFinalizer, false);
      }
      if (!writes.isPresent(path)) {
        terminating.remove(namespace);
      }
    } catch (ApiException e) {
      if (e.code() != 404) {
        throw e;
      }
      terminating.remove(namespace); // another writer has removed the last finalizer
    }
  }

  private boolean isTerminating(String namespace) {
    return store
        .of(namespaces)
        .get(namespace)
        .filter(
            object -> object.field(namespaces.fieldNumber("status.phase")).equals("Terminating"))
        .isPresent();
  }

  private boolean hasMoreThan(String namespace, int max) {
    return store.collections().stream()
        .filter(collection -> collection.type().namespaced())
        .anyMatch(collection -> everythingIn(collection, namespace, max + 1L).size() > max);
  }

  private Remains emptyAll(String namespace) {
    var remains = new Remains();
    for (ObjectCollection collection : store.collections()) {
      if (collection.type().namespaced() && !collection.type().isCore("pods")) {
        empty(collection, namespace);
        remains.add(collection.type(), everythingIn(collection, namespace, 0));
      }
    }
    return remains;
  }

  private void empty(ObjectCollection collection, String namespace) {
    for (StoredObject object : everythingIn(collection, namespace, 0)) {
      ResourcePath path =
          new ResourcePath(collection.type(), object.namespace(), object.name(), "");
      try {
        writes.delete(path, hasKubelet(collection.type(), object) ? IN_GRACE : AT_ONCE);
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
  }

  /** A pod of a missing node is an orphan, which the pod garbage collector deletes. */
  private boolean hasKubelet(ResourceType type, StoredObject object) {
    return type.isCore("pods")
        && store.of(nodes).get(object.field(type.fieldNumber("spec.nodeName"))).isPresent();
  }

  private static List<StoredObject> everythingIn(
      ObjectCollection collection, String namespace, long limit) {
    int max = (int) Math.min(limit, Integer.MAX_VALUE);
    return collection.snapshot(Query.fromFirst(namespace, max, object -> true)).objects();
  }

  private void tell(ResourcePath path, Remains remains) {
    ResourcePath status = new ResourcePath(namespaces, "", path.name(), "status");
    writes.update(status, namespace -> withConditions(namespace, remains), false);
  }

  private Map<String, Object> withConditions(Map<String, Object> namespace, Remains remains) {
    var conditions = new Conditions(JsonTree.ownChild(namespace, "status"), stamps.now());
    conditions.set(
        "NamespaceDeletionDiscoveryFailure",
        "False",
        "ResourcesDiscovered",
        "All resources successfully discovered");
    conditions.set(
        "NamespaceDeletionGroupVersionParsingFailure",
        "False",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed");
    conditions.set(
        "NamespaceDeletionContentFailure",
        "False",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization");
    if (remains.isEmpty()) {
      conditions.set(
          "NamespaceContentRemaining",
          "False",
          "ContentRemoved",
          "All content successfully removed");
    } else {
      conditions.set(
          "NamespaceContentRemaining",
          "True",
          "SomeResourcesRemain",
          "Some resources are remaining: " + remains.resources());
    }
    if (remains.byFinalizer.isEmpty()) {
      conditions.set(
          "NamespaceFinalizersRemaining",
          "False",
          "ContentHasNoFinalizers",
          "All content-preserving finalizers finished");
    } else {
      conditions.set(
          "NamespaceFinalizersRemaining",
          "True",
          "SomeFinalizersRemain",
          "Some content in the namespace has finalizers remaining: " + remains.finalizers());
    }
    return namespace;
  }

  private static ResourcePath finalized(ResourcePath path) {
    return new ResourcePath(path.type(), "", path.name(), "finalize");
  }

  private static Map<String, Object> withoutOwnFinalizer(Map<String, Object> namespace) {
    Map<String, Object> spec = JsonTree.ownChild(namespace, "spec");
    List<Object> left = new ArrayList<>(JsonTree.list(spec, "finalizers"));
    left.remove(OWN_FINALIZER);
    spec.put("finalizers", left);
    return namespace;
  }
}
