package io.scaletest.flunderdriver;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.driving.lifecycle.FixedContentLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.flunders.FlunderApi;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.time.AnnotationTimestamps;

/**
 * Flunders that refer to nothing, as the original's, or all to the same other Flunder.
 *
 * <p><i>Source:</i> contract of flunder-driver.
 */
final class FlunderLifecycle {
  private static final String REFERENCE_TYPE = "Flunder";

  private FlunderLifecycle() {}

  /**
   * Returns the life of such Flunders.
   *
   * @param reference name of the Flunder that the spec refers to; empty for an empty spec
   * @param fieldManager the program's name
   */
  static ObjectLifecycle of(
      ObjectKind flunder,
      String reference,
      ObjectNames names,
      WallClock clock,
      AnnotationTimestamps timestamps,
      String fieldManager) {
    return new FixedContentLifecycle(
        new FixedContentLifecycle.Content(
            flunder, "\"spec\":{" + spec(flunder, reference) + "},\"status\":{}"),
        names,
        clock,
        timestamps,
        fieldManager);
  }

  /** The field that {@code v1alpha1} calls {@code reference} has another name in later versions. */
  private static String spec(ObjectKind flunder, String reference) {
    if (reference.isEmpty()) {
      return "";
    }
    String field =
        flunder.version().equals(FlunderApi.ORIGINAL_VERSION) ? "reference" : "flunderReference";
    return "\"" + field + "\":\"" + reference + "\",\"referenceType\":\"" + REFERENCE_TYPE + "\"";
  }
}
