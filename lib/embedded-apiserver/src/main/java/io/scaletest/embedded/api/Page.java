package io.scaletest.embedded.api;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;

/**
 * One page of a list.
 *
 * @param continueToken where the next page begins; empty for the last
 * @param remaining how many objects the next pages have; negative where that is unknown
 */
record Page(
    ResourceType type,
    long version,
    List<StoredObject> objects,
    String continueToken,
    long remaining) {

  /** Returns the list's own metadata. */
  Map<String, Object> metadata() {
    return JsonTree.of(
        "resourceVersion",
        Long.toString(version),
        "continue",
        continueToken.isEmpty() ? null : continueToken,
        "remainingItemCount",
        continueToken.isEmpty() || remaining < 0 ? null : remaining);
  }
}
