package io.scaletest.cmdriver;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.driving.lifecycle.FixedContentLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.time.AnnotationTimestamps;

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
   * @param dataLength characters of the data value; 0 is as 1
   */
  static ObjectLifecycle of(
      ObjectNames names,
      WallClock clock,
      AnnotationTimestamps timestamps,
      String fieldManager,
      int dataLength) {
    return new FixedContentLifecycle(
        new FixedContentLifecycle.Content(
            ObjectKind.CONFIG_MAP, "\"data\":{\"key1\":\"" + value(dataLength) + "\"}"),
        names,
        clock,
        timestamps,
        fieldManager);
  }

  /**
   * Returns a 0 with zeros in front; with a negative length, blanks behind. <i>Source:</i> what
   * Go's {@code %0*d} makes of the original's option.
   */
  private static String value(int dataLength) {
    return dataLength > 0 ? "0".repeat(dataLength) : "0" + " ".repeat(Math.max(0, -dataLength - 1));
  }
}
