package io.scaletest.hollownode.stages;

import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;

/** Which objects a stage is for: all of these must match. Immutable. */
record StageSelector(
    Map<String, String> labels, Map<String, String> annotations, List<Requirement> requirements) {
  StageSelector {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    requirements = List.copyOf(requirements);
  }

  boolean matches(Map<String, Object> object) {
    return has(object, "labels", labels)
        && has(object, "annotations", annotations)
        && requirements.stream().allMatch(requirement -> requirement.matches(object));
  }

  private static boolean has(Map<String, Object> object, String of, Map<String, String> wanted) {
    if (wanted.isEmpty()) {
      return true;
    }
    Map<String, Object> actual = JsonTree.child(JsonTree.child(object, "metadata"), of);
    return actual.entrySet().containsAll(wanted.entrySet());
  }
}
