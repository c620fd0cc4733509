package io.scaletest.embedded.api;

import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The conditions of an object's status, one of each type. Changes the status that it is given. */
final class Conditions {
  private final List<Object> conditions;
  private final String now;

  Conditions(Map<String, Object> status, String now) {
    this.conditions = new ArrayList<>(JsonTree.list(status, "conditions"));
    this.now = now;
    status.put("conditions", conditions);
  }

  /**
   * Puts a condition in the place of the one of its type, or behind the others.
   *
   * <p>Its {@code lastTransitionTime} is that of the last change of the condition's status.
   */
  void set(String type, String status, Map<String, Object> rest) {
    Map<String, Object> condition = JsonTree.of("type", type, "status", status);
    condition.putAll(rest);
    condition.put("lastTransitionTime", now);
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i) instanceof Map<?, ?> map && type.equals(map.get("type"))) {
        if (Objects.equals(map.get("status"), status) && map.get("lastTransitionTime") != null) {
          condition.put("lastTransitionTime", map.get("lastTransitionTime"));
        }
        conditions.set(i, condition);
        return;
      }
    }
    conditions.add(condition);
  }

  void set(String type, String status, String reason, String message) {
    set(type, status, JsonTree.of("reason", reason, "message", message));
  }
}
