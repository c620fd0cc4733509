package io.scaletest.embedded.patch;

import io.scaletest.wire.json.JsonTree;
import java.util.Map;

/** JSON merge patch (RFC 7396): objects are merged, null deletes, everything else replaces. */
public final class MergePatch {
  private MergePatch() {}

  /** Changes {@code target} as {@code patch} says. */
  public static void apply(Map<String, Object> target, Map<String, Object> patch) {
    for (Map.Entry<String, Object> member : patch.entrySet()) {
      Object value = member.getValue();
      if (value == null) {
        target.remove(member.getKey());
      } else if (value instanceof Map<?, ?> map) {
        apply(JsonTree.ownChild(target, member.getKey()), JsonTree.asObject(map));
      } else {
        target.put(member.getKey(), JsonTree.copy(value));
      }
    }
  }
}
