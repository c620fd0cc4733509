package io.scaletest.cmdriver;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.AnnotationTimestamps;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.driving.lifecycle.FixedContentLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.names.ScaletestNames;

/**
 * ConfigMaps with one data value, {@code key1}, of a given length: a zero-padded 0.
 *
 * <p><i>Source:</i> contract of cmdriver.
 */
final class ConfigMapLifecycle {
  private ConfigMapLifecycle() {}

  /**
   * Returns the life of such ConfigMaps.
   *
   * @param fieldManager the program's name
   * @param dataLength characters of the data value
   */
  static ObjectLifecycle of(
      ObjectNames names,
      WallClock clock,
      AnnotationTimestamps timestamps,
      String fieldManager,
      int dataLength) {
    return new FixedContentLifecycle(
        new FixedContentLifecycle.Content(
            "v1",
            "ConfigMap",
            ScaletestNames.CONFIGMAPS_PATH,
            "\"data\":{\"key1\":\"" + "0".repeat(dataLength) + "\"}"),
        names,
        clock,
        timestamps,
        fieldManager);
  }
}
