package io.scaletest.flunderdriver;

import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.kube.flunders.FlunderApi;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.json.JsonTree;
import java.util.Map;

/**
 * Flunders that refer to nothing, as the original's, or all to the same other Flunder.
 *
 * <p><i>Source:</i> contract of flunder-driver.
 */
final class Flunders {
  private static final String REFERENCE_TYPE = "Flunder";

  private Flunders() {}

  /**
   * Returns what such Flunders have in common.
   *
   * @param flunder the kind, in the version that the server has
   * @param reference name of the Flunder that the spec refers to; empty for an empty spec
   */
  static ObjectTemplate of(ObjectKind flunder, String reference) {
    return new ObjectTemplate(
        flunder, JsonTree.of("spec", spec(flunder, reference), "status", Map.of()));
  }

  /** The field that {@code v1alpha1} calls {@code reference} has another name in later versions. */
  private static Map<String, Object> spec(ObjectKind flunder, String reference) {
    if (reference.isEmpty()) {
      return Map.of();
    }
    boolean original = flunder.version().equals(FlunderApi.ORIGINAL_VERSION);
    return JsonTree.of(
        original ? "reference" : "flunderReference", reference, "referenceType", REFERENCE_TYPE);
  }
}
