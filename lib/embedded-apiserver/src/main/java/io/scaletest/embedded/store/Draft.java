package io.scaletest.embedded.store;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.Map;

/**
 * An object's next state, encoded with a gap for the resourceVersion that it will get, so that
 * encoding is done outside the collection's lock. Immutable.
 */
public final class Draft {
  private static final String[] NOTHING = {};

  private final String key;
  private final byte[] json;
  private final int versionOffset;
  private final String[] labels;
  private final String[] fields;

  private Draft(String key, byte[] json, int versionOffset, String[] labels, String[] fields) {
    this.key = key;
    this.json = json;
    this.versionOffset = versionOffset;
    this.labels = labels;
    this.fields = fields;
  }

  /**
   * Returns the draft of an object.
   *
   * @param tree the object, with its metadata; its resourceVersion does not matter
   */
  static Draft of(ResourceType type, String key, Map<String, Object> tree, SharedStrings strings) {
    Map<String, Object> metadata = JsonTree.ownChild(tree, "metadata");
    Object versionBefore = metadata.put("resourceVersion", JsonWriter.HOLE);
    JsonWriter writer = new JsonWriter();
    byte[] json = writer.value(tree).bytes();
    metadata.put("resourceVersion", versionBefore);
    return new Draft(
        key, json, writer.hole(), labels(metadata, strings), fields(type, tree, strings));
  }

  private static String[] labels(Map<String, Object> metadata, SharedStrings strings) {
    Map<String, Object> tree = JsonTree.child(metadata, "labels");
    if (tree.isEmpty()) {
      return NOTHING;
    }
    String[] labels = new String[2 * tree.size()];
    int i = 0;
    for (Map.Entry<String, Object> label : tree.entrySet()) {
      labels[i++] = strings.shared(label.getKey());
      labels[i++] = strings.shared(String.valueOf(label.getValue()));
    }
    return labels;
  }

  private static String[] fields(
      ResourceType type, Map<String, Object> tree, SharedStrings strings) {
    if (type.fields().isEmpty()) {
      return NOTHING;
    }
    String[] fields = new String[type.fields().size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = strings.shared(JsonTree.textAt(tree, type.fields().get(i)));
    }
    return fields;
  }

  String key() {
    return key;
  }

  /** Returns the state under a resourceVersion. */
  public StoredObject at(long version) {
    byte[] complete = StoredObject.splice(json, versionOffset, 0, version);
    return new StoredObject(key, version, complete, versionOffset, labels, fields);
  }
}
