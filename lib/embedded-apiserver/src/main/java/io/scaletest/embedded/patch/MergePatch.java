package io.scaletest.embedded.patch;

import io.scaletest.embedded.json.Json;
import java.util.Map;

/** RFC 7396: objects are merged, null deletes, everything else replaces. */
public final class MergePatch {
  private MergePatch() {}

  /** Changes {@code target} as {@code patch} says. */
  public static void apply(Map<String, Object> target, Map<String, Object> patch) {
    for (Map.Entry<String, Object> member : patch.entrySet()) {
      Object value = member.getValue();
      if (value == null) {
        target.remove(member.getKey());
      } else if (value instanceof Map<?, ?> map) {
        apply(Json.ownChild(target, member.getKey()), Json.asObject(map));
      } else {
        target.put(member.getKey(), Json.copy(value));
      }
    }
  }
}
