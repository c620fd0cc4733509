package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.Map;

/**
 * The strategy None of CustomResourceDefinitions: an object of another version differs in its
 * {@code apiVersion} alone.
 */
final class Conversion {
  private Conversion() {}

  /** Returns a stored object as JSON in the version of {@code type}. */
  static byte[] from(byte[] stored, ResourceType type) {
    return type.isStored() ? stored : JsonWriter.bytes(treeFrom(stored, type));
  }

  /** Returns a stored object as a tree of the caller's own, in the version of {@code type}. */
  static Map<String, Object> treeFrom(byte[] stored, ResourceType type) {
    Map<String, Object> tree = JsonTree.ownObject(stored);
    if (!type.isStored()) {
      tree.put("apiVersion", type.apiVersion());
    }
    return tree;
  }

  /** Makes an object of the version of {@code type} one that is to be stored. */
  static Map<String, Object> toStored(Map<String, Object> tree, ResourceType type) {
    if (!type.isStored()) {
      tree.put("apiVersion", type.stored().apiVersion());
    }
    return tree;
  }
}
