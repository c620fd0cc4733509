package io.scaletest.driving.session;

import picocli.CommandLine.Option;

/** The option of every driver that says how many objects a run makes, for {@code @Mixin}. */
public final class ObjectCountOption {
  @Option(
      names = {"-n", "--n"},
      paramLabel = "<objects>",
      defaultValue = "300",
      description = "Total number of objects to create (default: ${DEFAULT-VALUE}).")
  private long n;

  /** Returns the value as given; what is allowed depends on the loop. */
  public long n() {
    return n;
  }
}
