package io.scaletest.common.cli;

/** The version of the running jar. */
public final class BuildVersion {
  private static final String UNPACKED = "development";

  private BuildVersion() {}

  /** Returns the version in the manifest of the jar that {@code type} came from. */
  public static String of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? UNPACKED : version;
  }
}
