package io.scaletest.report.model;

import java.util.List;

/**
 * A file that was read.
 *
 * @param kind what it turned out to be: {@code driver rows}, {@code summary}, …
 * @param records rows, histograms or parameters that were taken from it
 * @param leftOutCount how many were not
 * @param leftOut the first of them, each with its line and the reason
 */
public record SourceFile(
    String path, String kind, long records, long leftOutCount, List<String> leftOut) {
  public SourceFile {
    leftOut = List.copyOf(leftOut);
  }
}
