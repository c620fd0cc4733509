package io.scaletest.common.datafile;

import java.io.IOException;
import java.util.Optional;

/**
 * What became of the rows of a {@link RowFile}.
 *
 * @param rowsWritten rows whose every byte was handed to the operating system
 * @param rowsUnwritten rows appended but not written: still waiting or lost; after closing, lost
 * @param stalls how often a producer had to wait because the writer was behind
 * @param stalledNs for how long all producers together waited
 * @param failure why writing ended early, if it did
 */
public record RowFileStats(
    long rowsWritten,
    long rowsUnwritten,
    long stalls,
    long stalledNs,
    Optional<IOException> failure) {}
