package io.scaletest.report.cli;

import picocli.CommandLine.Option;

/** For terminals that show no block characters, for {@code @Mixin}. */
final class AsciiOption {
  @Option(
      names = {"-ascii", "--ascii"},
      description = "Draw plots on the terminal in ASCII.")
  private boolean ascii;

  boolean isSet() {
    return ascii;
  }
}
