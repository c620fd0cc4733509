package io.scaletest.player.record;

import io.scaletest.player.trace.PatchType;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The type of a patch by its body and its query, since no audit event has it. Stateless. */
final class PatchInference {
  /** Directives, at any depth, of strategic merge patches alone. */
  private static final List<String> DIRECTIVES =
      List.of("$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys", "$patch");

  private PatchInference() {}

  /**
   * A type.
   *
   * @param certain whether nothing else can be; otherwise it is what is most likely
   */
  record Inferred(PatchType type, boolean certain) {}

  /**
   * Infers a type.
   *
   * @param body the patch; empty where it is not known
   */
  static Inferred of(String group, String query, Optional<Object> body) {
    boolean forced = !QueryScrubber.value(query, "force").isEmpty();
    if (body.isEmpty()) {
      return forced ? new Inferred(PatchType.APPLY, true) : new Inferred(PatchType.UNKNOWN, true);
    }
    if (body.get() instanceof List) {
      return new Inferred(PatchType.JSON, true);
    }
    if (forced) {
      return new Inferred(PatchType.APPLY, true);
    }
    if (body.get() instanceof Map<?, ?> map) {
      boolean whole = map.containsKey("apiVersion") && map.containsKey("kind");
      if (whole && !QueryScrubber.value(query, "fieldManager").isEmpty()) {
        return new Inferred(PatchType.APPLY, false);
      }
      if (hasDirective(map)) {
        return new Inferred(PatchType.STRATEGIC, true);
      }
    }
    return new Inferred(
        BuiltInGroups.contains(group) ? PatchType.STRATEGIC : PatchType.MERGE, false);
  }

  private static boolean hasDirective(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return JsonTree.asObject(map).entrySet().stream()
          .anyMatch(
              member ->
                  member.getKey().startsWith("$")
                          && DIRECTIVES.stream().anyMatch(member.getKey()::startsWith)
                      || hasDirective(member.getValue()));
    }
    return tree instanceof List<?> list && list.stream().anyMatch(PatchInference::hasDirective);
  }
}
