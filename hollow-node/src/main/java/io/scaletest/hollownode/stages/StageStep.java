package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.MetaShapes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One thing that a stage does to an object. Immutable. */
sealed interface StageStep {
  /**
   * Does it as far as no request is needed; returns the request that it needs.
   *
   * @param seen the object as it was when the stage was chosen
   */
  Optional<ApiRequest> request(StagedObject object, Map<String, Object> seen)
      throws TemplateException;

  /** Posts an event about the object. */
  record PostEvent(EventReason reason, String message) implements StageStep {
    @Override
    public Optional<ApiRequest> request(StagedObject object, Map<String, Object> seen) {
      object.post(reason, message);
      return Optional.empty();
    }
  }

  /** Deletes the object, without a grace period. */
  record Delete() implements StageStep {
    @Override
    public Optional<ApiRequest> request(StagedObject object, Map<String, Object> seen) {
      MessageBody body = MessageBody.of("v1", "DeleteOptions", MetaShapes.DELETE_OPTIONS);
      body.put("gracePeriodSeconds", 0).object("preconditions").put("uid", object.uid());
      return Optional.of(ApiRequest.protobuf("DELETE", object.path(), body.bytes()));
    }
  }

  /**
   * Changes the object's finalizers.
   *
   * @param empty whether all that there are go first
   */
  record Finalizers(List<String> add, List<String> remove, boolean empty) implements StageStep {
    private static final String PATH = "/metadata/finalizers";

    @Override
    public Optional<ApiRequest> request(StagedObject object, Map<String, Object> seen) {
      List<Object> operations =
          operations(JsonTree.list(JsonTree.child(seen, "metadata"), "finalizers"));
      return operations.isEmpty()
          ? Optional.empty()
          : Optional.of(PatchType.JSON.request(object.path(), JsonWriter.bytes(operations)));
    }

    /** Returns the operations of a JSON patch that make of these finalizers the wanted ones. */
    List<Object> operations(List<Object> present) {
      List<Object> operations = new ArrayList<>();
      List<Object> left = new ArrayList<>(present);
      left.removeAll(remove);
      if (!present.isEmpty() && (empty || !remove.isEmpty() && left.isEmpty())) {
        left.clear();
        operations.add(JsonTree.of("op", "remove", "path", PATH));
      } else {
        for (int i = present.size() - 1; i >= 0; i--) {
          if (remove.contains(present.get(i))) {
            operations.add(JsonTree.of("op", "remove", "path", PATH + "/" + i));
          }
        }
      }
      if (left.isEmpty() && !add.isEmpty()) {
        operations.add(JsonTree.of("op", "add", "path", PATH, "value", List.copyOf(add)));
        return operations;
      }
      for (String finalizer : add) {
        if (!present.contains(finalizer)) {
          operations.add(JsonTree.of("op", "add", "path", PATH + "/-", "value", finalizer));
        }
      }
      return operations;
    }
  }

  /** The types of patches that a stage may name. */
  enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json");

    private final String mediaType;

    PatchType(String mediaType) {
      this.mediaType = mediaType;
    }

    static PatchType of(String text) {
      for (PatchType type : values()) {
        if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
          return type;
        }
      }
      throw new IllegalArgumentException("must be json, merge or strategic, got " + text);
    }

    ApiRequest request(String path, byte[] body) {
      return new ApiRequest(
          "PATCH", path, mediaType, body, ApiRequest.BodyUse.ON_ERROR, Optional.empty());
    }
  }

  /**
   * Patches the object, or a subresource of it.
   *
   * @param subresource empty for none
   * @param root the field that the template is about; empty for the whole object
   */
  record Patch(String subresource, String root, PatchType type, GoTemplate template)
      implements StageStep {
    @Override
    public Optional<ApiRequest> request(StagedObject object, Map<String, Object> seen)
        throws TemplateException {
      Object value = Yaml.parse(object.render(template, seen));
      byte[] body = JsonWriter.text(rooted(value)).getBytes(StandardCharsets.UTF_8);
      String path = object.path() + (subresource.isEmpty() ? "" : "/" + subresource);
      return Optional.of(type.request(path, body));
    }

    Object rooted(Object value) throws TemplateException {
      if (root.isEmpty()) {
        return value;
      }
      if (type != PatchType.JSON) {
        Map<String, Object> whole = JsonTree.of();
        whole.put(root, value);
        return whole;
      }
      if (!(value instanceof List<?> operations)) {
        throw new TemplateException("a JSON patch must be a list of operations");
      }
      List<Object> below = new ArrayList<>();
      for (Object operation : operations) {
        if (!(operation instanceof Map<?, ?> map)) {
          throw new TemplateException("a JSON patch must be a list of operations");
        }
        Map<String, Object> moved = JsonTree.copyObject(JsonTree.asObject(map));
        moved.put("path", "/" + root + JsonTree.string(map, "path"));
        below.add(moved);
      }
      return below;
    }
  }
}
