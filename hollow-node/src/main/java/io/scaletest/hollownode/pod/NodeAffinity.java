package io.scaletest.hollownode.pod;

import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;

/**
 * Matches node selectors and required node affinity of pods, by the rules of scheduler and kubelet.
 * Stateless.
 */
final class NodeAffinity {
  private static final String NAME_FIELD = "metadata.name";

  private NodeAffinity() {}

  /**
   * Tells whether a node fits a required node affinity: one of its terms, and of that everything.
   *
   * @param selector the NodeSelector; empty for no wish
   */
  static boolean matches(Map<?, ?> selector, String node, Map<String, String> labels) {
    return selector.isEmpty()
        || JsonTree.objects(selector, "nodeSelectorTerms").stream()
            .anyMatch(term -> matchesTerm(term, node, labels));
  }

  private static boolean matchesTerm(Map<?, ?> term, String node, Map<String, String> labels) {
    List<Map<?, ?>> expressions = JsonTree.objects(term, "matchExpressions");
    List<Map<?, ?>> fields = JsonTree.objects(term, "matchFields");
    boolean empty = expressions.isEmpty() && fields.isEmpty();
    return !empty
        && expressions.stream().allMatch(e -> matchesRequirement(e, labels))
        && fields.stream().allMatch(f -> matchesRequirement(f, Map.of(NAME_FIELD, node)));
  }

  private static boolean matchesRequirement(Map<?, ?> requirement, Map<String, String> labels) {
    String value = labels.get(JsonTree.text(requirement, "key"));
    List<?> values = requirement.get("values") instanceof List<?> list ? list : List.of();
    return switch (JsonTree.text(requirement, "operator")) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, values) > 0;
      case "Lt" -> compare(value, values) < 0;
      default -> false;
    };
  }

  /** Returns the sign of the difference; 0, which fits neither comparison, if one is no number. */
  private static int compare(String value, List<?> values) {
    try {
      return values.isEmpty() || value == null
          ? 0
          : Long.compare(Long.parseLong(value), Long.parseLong(values.get(0).toString()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
