package io.scaletest.report.measure;

import io.scaletest.report.input.ObjectOperation;
import io.scaletest.report.model.Series;

/**
 * What a series of a tool is, from its name.
 *
 * @param operation empty where it is of all operations; the whole name of a series of a tool's own
 */
record SeriesName(Series.Quantity quantity, String operation) {
  static SeriesName of(String name) {
    for (Series.Quantity quantity : Series.Quantity.values()) {
      if (quantity == Series.Quantity.OTHER) {
        continue;
      }
      if (name.equals(quantity.text())) {
        return new SeriesName(quantity, "");
      }
      for (ObjectOperation operation : ObjectOperation.values()) {
        if (name.equals(operation.word() + "." + quantity.text())) {
          return new SeriesName(quantity, operation.word());
        }
      }
    }
    return new SeriesName(Series.Quantity.OTHER, name);
  }
}
