package io.scaletest.common.cli;

import picocli.CommandLine.Model.CommandSpec;

/** A tool whose options are not all known when it is written. */
@FunctionalInterface
public interface FurtherOptions {
  /** Adds them; may change the command's name and description, too. Before anything is parsed. */
  void addTo(CommandSpec spec);
}
