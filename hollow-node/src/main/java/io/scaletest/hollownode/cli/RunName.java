package io.scaletest.hollownode.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The id of a run and the path of its summary.
 *
 * @param summary path of the summary; empty for none
 */
record RunName(String id, Optional<Path> summary) {}
