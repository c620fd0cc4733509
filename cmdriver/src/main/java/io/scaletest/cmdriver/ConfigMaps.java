package io.scaletest.cmdriver;

import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.json.JsonTree;

/**
 * ConfigMaps with one data value, {@code key1}, of a given length: a zero-padded 0.
 *
 * <p><i>Source:</i> contract of cmdriver.
 */
final class ConfigMaps {
  private ConfigMaps() {}

  /**
   * Returns what such ConfigMaps have in common.
   *
   * @param dataLength characters of the data value; 0 is as 1
   */
  static ObjectTemplate of(int dataLength) {
    return new ObjectTemplate(
        ObjectKind.CONFIG_MAP, JsonTree.of("data", JsonTree.of("key1", value(dataLength))));
  }

  /**
   * Returns a 0 with zeros in front; with a negative length, blanks behind. <i>Source:</i> what
   * Go's {@code %0*d} makes of the original's option.
   */
  private static String value(int dataLength) {
    return dataLength > 0 ? "0".repeat(dataLength) : "0" + " ".repeat(Math.max(0, -dataLength - 1));
  }
}
