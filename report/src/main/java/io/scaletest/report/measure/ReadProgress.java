package io.scaletest.report.measure;

import java.util.concurrent.atomic.LongAdder;

/** How far the reading of files has come. Safe for use by many threads. */
public final class ReadProgress {
  private final LongAdder bytes = new LongAdder();
  private final LongAdder rows = new LongAdder();

  void addBytes(long count) {
    bytes.add(count);
  }

  void addRow() {
    rows.increment();
  }

  /** Returns how many bytes were read, gunzipped ones. */
  public long bytes() {
    return bytes.sum();
  }

  /** Returns how many rows were read. */
  public long rows() {
    return rows.sum();
  }
}
