package io.scaletest.embedded.api;

import io.scaletest.embedded.api.ObjectWrites.Deleted;
import io.scaletest.embedded.api.ObjectWrites.Deletion;
import io.scaletest.embedded.api.ObjectWrites.Transition;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.patch.ApplyPatch;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.resource.ResourceType.Trait;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.ObjectCollection.Query;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The dispatcher of verbs on resources: create, get, list, watch, update, patch, delete. */
final class ResourceVerbs {
  /** Namespaces that kube-apiserver refuses to delete. */
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final Store store;
  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final Subresources subresources;
  private final CustomResources customResources;
  private final NamespaceDeletion namespaceDeletion;
  private final Tables tables;

  ResourceVerbs(
      Store store,
      ObjectReads reads,
      ObjectWrites writes,
      Subresources subresources,
      CustomResources customResources,
      NamespaceDeletion namespaceDeletion,
      Tables tables) {
    this.store = store;
    this.reads = reads;
    this.writes = writes;
    this.subresources = subresources;
    this.customResources = customResources;
    this.namespaceDeletion = namespaceDeletion;
    this.tables = tables;
  }

  /** Serves a request; answers through {@code responder} or throws an {@link ApiException}. */
  void serve(ResourcePath path, QueryParameters query, Request request, Responder responder) {
    if (path.isCollection()) {
      collection(path, query, request, responder);
    } else if (subresources.owns(path)) {
      responder.answer(afterChange(path, subresources.serve(path, query, request)));
    } else {
      object(path, query, request, responder);
    }
  }

  private void collection(
      ResourcePath path, QueryParameters query, Request request, Responder responder) {
    switch (request.method()) {
      case "GET", "HEAD" -> {
        if (query.isTrue("watch")) {
          reads.watch(path, query, request, responder);
        } else {
          responder.answer(reads.list(path, query, request));
        }
      }
      case "POST" -> responder.answer(create(path, query, request));
      case "DELETE" -> responder.answer(afterChange(path, deleteCollection(path, query, request)));
      default -> throw ApiException.methodNotAllowed(request.method());
    }
  }

  private void object(
      ResourcePath path, QueryParameters query, Request request, Responder responder) {
    switch (request.method()) {
      case "GET", "HEAD" -> {
        if (query.isTrue("watch")) {
          reads.watch(path, query, request, responder);
        } else {
          responder.answer(reads.get(path, query, request, writes.present(path)));
        }
      }
      case "PUT" -> responder.answer(afterChange(path, put(path, query, request)));
      case "PATCH" -> responder.answer(afterChange(path, patch(path, query, request)));
      case "DELETE" -> responder.answer(afterChange(path, delete(path, query, request)));
      default -> throw ApiException.methodNotAllowed(request.method());
    }
  }

  /** Continues the deletion of the namespace in which an object was changed. */
  private Answer afterChange(ResourcePath path, Answer answer) {
    if (path.type().namespaced()) {
      namespaceDeletion.changed(path.namespace());
    } else if (path.type().isCore("namespaces")) {
      namespaceDeletion.changed(path.name());
    }
    return answer;
  }

  static boolean isDryRun(QueryParameters query) {
    String dryRun = query.get("dryRun");
    if (!dryRun.isEmpty() && !dryRun.equals("All")) {
      throw new ApiException(
          422,
          "Invalid",
          "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \""
              + dryRun
              + "\": supported values: \"All\"",
          JsonTree.of("group", "meta.k8s.io", "kind", "CreateOptions"));
    }
    return !dryRun.isEmpty();
  }

  private Answer create(ResourcePath path, QueryParameters query, Request request) {
    if (path.type().namespaced() && path.namespace().isEmpty()) {
      throw ApiException.methodNotAllowed("POST");
    }
    boolean dryRun = isDryRun(query);
    Map<String, Object> tree = Bodies.object(request);
    if (customResources.owns(path.type())) {
      return Answer.json(201, define(path, tree, dryRun));
    }
    return answer(201, path, request, writes.create(path, tree, dryRun));
  }

  private byte[] define(ResourcePath path, Map<String, Object> definition, boolean dryRun) {
    customResources.check(path.type(), definition);
    byte[] created = writes.create(path, definition, dryRun);
    String name = JsonTree.textAt(definition, "metadata.name");
    return dryRun
        ? created
        : customResources.reconcile(new ResourcePath(path.type(), "", name, "")).orElse(created);
  }

  private Answer put(ResourcePath path, QueryParameters query, Request request) {
    boolean dryRun = isDryRun(query);
    Map<String, Object> tree = Bodies.object(request);
    boolean creates = path.type().has(Trait.UPSERT) && path.subresource().isEmpty();
    if (creates && !writes.isPresent(path)) {
      return answer(201, path, request, writes.create(path, tree, dryRun));
    }
    return update(path, request, present -> JsonTree.copyObject(tree), dryRun);
  }

  private Answer patch(ResourcePath path, QueryParameters query, Request request) {
    if (Patches.isApply(request)) {
      return apply(path, query, request);
    }
    return update(path, request, Patches.read(path.type(), request), isDryRun(query));
  }

  private Answer apply(ResourcePath path, QueryParameters query, Request request) {
    String manager = query.get("fieldManager");
    if (manager.isEmpty()) {
      throw new ApiException(
          422,
          "Invalid",
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
              + " apply patch",
          JsonTree.of("group", "meta.k8s.io", "kind", "PatchOptions"));
    }
    ResourceType type = path.type();
    ApplyPatch patch =
        new ApplyPatch(manager, query.isTrue("force"), !type.custom(), path.subresource());
    Map<String, Object> wanted = Bodies.yaml(request);
    boolean dryRun = isDryRun(query);
    if (customResources.owns(type)) {
      customResources.check(type, wanted);
    }
    ObjectWrites.Applied applied = writes.apply(path, patch, wanted, dryRun);
    byte[] json = applied.json();
    if (customResources.owns(type) && !dryRun) {
      ResourcePath definition = new ResourcePath(type, "", path.name(), "");
      json = customResources.reconcile(definition).orElse(json);
    }
    return answer(applied.created() ? 201 : 200, path, request, json);
  }

  private Answer update(ResourcePath path, Request request, Transition transition, boolean dryRun) {
    if (!customResources.owns(path.type())) {
      return answer(200, path, request, writes.update(path, transition, dryRun));
    }
    Transition checked =
        present -> {
          Map<String, Object> before = JsonTree.copyObject(present);
          Map<String, Object> after = transition.next(present);
          customResources.checkChange(path.type(), before, after);
          return after;
        };
    byte[] after = writes.update(path, checked, dryRun);
    if (!dryRun) {
      ResourcePath definition = new ResourcePath(path.type(), "", path.name(), "");
      after = customResources.reconcile(definition).orElse(after);
    }
    return answer(200, path, request, after);
  }

  private Answer answer(int status, ResourcePath path, Request request, byte[] json) {
    Representation representation = Representation.of(request, path.type());
    if (representation == Representation.OBJECT) {
      return Answer.json(status, json);
    }
    StoredObject shown = store.draft(path.type(), path.key(), JsonTree.ownObject(json)).at(0);
    return Answer.json(status, representation.one(tables, path.type(), shown));
  }

  /** Returns the options of a deletion: the body's, else the query's. */
  static Deletion deletion(QueryParameters query, Request request) {
    Map<String, Object> options = request.body().length == 0 ? Map.of() : Bodies.parse(request);
    Map<String, Object> preconditions = JsonTree.child(options, "preconditions");
    long grace =
        options.get("gracePeriodSeconds") instanceof Long seconds
            ? seconds
            : query.number("gracePeriodSeconds", -1);
    boolean dryRun = isDryRun(query) || JsonTree.list(options, "dryRun").contains("All");
    return new Deletion(
        grace,
        JsonTree.string(preconditions, "uid"),
        JsonTree.string(preconditions, "resourceVersion"),
        dryRun);
  }

  private Answer delete(ResourcePath path, QueryParameters query, Request request) {
    ResourceType type = path.type();
    if (type.isCore("namespaces") && IMMORTAL.contains(path.name())) {
      throw ApiException.forbidden(type, path.name(), "this namespace may not be deleted");
    }
    Deletion deletion = deletion(query, request);
    Deleted deleted = writes.delete(path, deletion);
    if (!deletion.dryRun()) {
      if (type.isCore("namespaces")) {
        namespaceDeletion.begin(path.name());
      } else if (customResources.owns(type)) {
        customResources.reconcile(path);
      }
    }
    if (!deleted.gone() || type.has(Trait.RETURNS_DELETED)) {
      return Answer.json(200, deleted.json());
    }
    return Answer.json(200, success(type, path.name(), deleted.uid()));
  }

  private static byte[] success(ResourceType type, String name, String uid) {
    return JsonWriter.bytes(
        JsonTree.of(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            JsonTree.of(),
            "status",
            "Success",
            "details",
            JsonTree.of(
                "name",
                name,
                "group",
                type.group().isEmpty() ? null : type.group(),
                "kind",
                type.plural(),
                "uid",
                uid)));
  }

  private Answer deleteCollection(ResourcePath path, QueryParameters query, Request request) {
    ResourceType type = path.type();
    if (type.isCore("namespaces") || type.isCore("services")) {
      throw ApiException.methodNotAllowed("DELETE");
    }
    Deletion deletion = deletion(query, request);
    ObjectCollection collection = store.of(type);
    Query wanted =
        Query.fromFirst(
            path.namespace(), ObjectReads.limit(query), ObjectReads.choice(path, query).which());
    List<StoredObject> objects = collection.snapshot(wanted).objects();
    for (StoredObject object : objects) {
      deleteOne(path, object, deletion);
      if (customResources.owns(type) && !deletion.dryRun()) {
        customResources.reconcile(new ResourcePath(type, "", object.name(), ""));
      }
    }
    Page page = new Page(type, store.version(), objects, "", -1);
    return Answer.json(200, Representation.OBJECT.list(tables, page));
  }

  /** A concurrent deletion of the same object is a success, too. */
  private void deleteOne(ResourcePath path, StoredObject object, Deletion deletion) {
    Optional<Deleted> deleted = writes.tryDelete(path.type(), object, deletion);
    ResourcePath one = new ResourcePath(path.type(), object.namespace(), object.name(), "");
    if (deleted.isEmpty() && writes.isPresent(one)) {
      try {
        writes.delete(one, deletion);
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
  }
}
