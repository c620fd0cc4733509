package io.scaletest.driving.lifecycle;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.objects.BodyTemplate;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all objects of a run have in common: the manifest from which each is made, and how they are
 * updated and deleted. To each are added a name, the tools' label and the annotation with the time
 * of its creation.
 *
 * @param kind what they are
 * @param namespace where they are; empty exactly for a kind that is in none
 * @param manifest an object as {@code kubectl apply} takes it, as a tree of maps, lists and
 *     scalars; what is said here beside it replaces what it says
 * @param update how they are updated
 * @param deleteOptions the fields of {@code DeleteOptions} that each delete has
 */
public record ObjectTemplate(
    ObjectKind kind,
    Optional<String> namespace,
    Map<String, Object> manifest,
    ObjectPatch update,
    Map<String, Object> deleteOptions) {

  /**
   * What stands in a body's metadata elsewhere, or is each object's own, or the server's to say.
   */
  private static final Set<String> NOT_COMMON =
      Set.of(
          "annotations",
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generateName",
          "generation",
          "labels",
          "managedFields",
          "name",
          "namespace",
          "resourceVersion",
          "selfLink",
          "uid");

  public ObjectTemplate {
    if (kind.namespaced() != namespace.isPresent()) {
      throw new IllegalArgumentException("namespace: must be given exactly where a kind has one");
    }
  }

  /** Returns a template of objects in the tools' namespace that are deleted by the defaults. */
  public ObjectTemplate(ObjectKind kind, Map<String, Object> manifest) {
    this(
        kind,
        Optional.of(ScaletestNames.NAMESPACE),
        manifest,
        ObjectPatch.ofAnnotations(),
        Map.of());
  }

  /** Returns this template with other updates. */
  public ObjectTemplate updatedBy(ObjectPatch patch) {
    return new ObjectTemplate(kind, namespace, manifest, patch, deleteOptions);
  }

  /** Returns this template with further labels. */
  public ObjectTemplate labelled(Map<String, String> further) {
    Map<String, Object> labelled = JsonTree.copyObject(manifest);
    JsonTree.ownChild(JsonTree.ownChild(labelled, "metadata"), "labels").putAll(further);
    return new ObjectTemplate(kind, namespace, labelled, update, deleteOptions);
  }

  /** Returns the body of creates, whose fields are a name of that length and a timestamp. */
  BodyTemplate create(int nameLength) {
    Map<String, Object> content = JsonTree.copyObject(manifest);
    Map<String, Object> metadata = JsonTree.child(content, "metadata");
    Map<String, Object> labels = JsonTree.child(metadata, "labels");
    labels.put(ScaletestNames.LABEL_KEY, ScaletestNames.LABEL_VALUE);
    Map<String, Object> annotations = JsonTree.child(metadata, "annotations");
    annotations.remove(ScaletestNames.CREATE_TIMESTAMP);
    metadata.keySet().removeAll(NOT_COMMON);
    content.keySet().removeAll(Set.of("apiVersion", "kind", "metadata"));
    String place = namespace.map(name -> ",\"namespace\":\"" + name + "\"").orElse("");
    return BodyTemplate.builder()
        .fixed("{\"apiVersion\":\"" + kind.apiVersion() + "\",\"kind\":\"" + kind.kind())
        .fixed("\",\"metadata\":{\"name\":\"")
        .field(nameLength)
        .fixed("\"" + place + ",\"labels\":" + JsonWriter.text(labels) + ",\"annotations\":{")
        .fixed(members(annotations, "", ","))
        .fixed("\"" + ScaletestNames.CREATE_TIMESTAMP + "\":\"")
        .field(AnnotationTimestamps.LENGTH)
        .fixed("\"}" + members(metadata, ",", "") + "}" + members(content, ",", "") + "}")
        .build();
  }

  /** Returns the body of deletes. */
  byte[] delete() {
    Map<String, Object> options = JsonTree.of("apiVersion", "v1", "kind", "DeleteOptions");
    options.putAll(deleteOptions);
    return JsonWriter.bytes(options);
  }

  /** Returns the members of an object as JSON, in {@code before} and {@code after} if any. */
  private static String members(Map<String, Object> object, String before, String after) {
    String text = JsonWriter.text(object);
    return object.isEmpty() ? "" : before + text.substring(1, text.length() - 1) + after;
  }
}
