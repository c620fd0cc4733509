package io.scaletest.common.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Version and digest of the running jar. */
public final class BuildVersion {
  private static final String UNPACKED = "development";

  private BuildVersion() {}

  /** Returns the version in the manifest of the jar that {@code type} came from. */
  public static String of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? UNPACKED : version;
  }

  /**
   * Returns the SHA-256 of the jar that {@code type} came from, in hexadecimal digits; empty if it
   * came from no file, as in a test.
   */
  public static Optional<String> jarSha256(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        return Optional.empty();
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      return Optional.of(HexFormat.of().formatHex(digest));
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
