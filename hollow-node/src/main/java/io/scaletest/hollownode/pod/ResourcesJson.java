package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Reads the resources of a container as they are kept: as JSON. Stateless. */
final class ResourcesJson {
  private ResourcesJson() {}

  /** Returns the quantities by resource of {@code limits} or {@code requests}. */
  static Map<?, ?> quantities(String json, String kind) {
    return JsonTree.object(json.getBytes(StandardCharsets.UTF_8))
        .map(tree -> tree.get(kind) instanceof Map<?, ?> map ? map : Map.of())
        .orElse(Map.of());
  }

  /** Returns how much of one resource it is; empty where that is not said. */
  static Optional<Quantity> amount(String json, String kind, String resource) {
    return Optional.ofNullable(quantities(json, kind).get(resource))
        .map(amount -> Quantity.parse(amount.toString()));
  }
}
