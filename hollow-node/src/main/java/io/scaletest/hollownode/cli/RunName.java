package io.scaletest.hollownode.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run is called, and where its summary goes.
 *
 * @param summary path of the summary; empty for none
 */
record RunName(String id, Optional<Path> summary) {}
