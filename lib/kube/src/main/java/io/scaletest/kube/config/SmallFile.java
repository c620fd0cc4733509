package io.scaletest.kube.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a configuration file whole, up to a limit, with failures in one line. */
public final class SmallFile {
  /** More than any sane kubeconfig, certificate bundle or token; keeps a mistaken path harmless. */
  static final long LIMIT_BYTES = 16L << 20;

  private SmallFile() {}

  public static byte[] read(Path path) throws ConfigurationException {
    try {
      if (Files.isDirectory(path)) {
        throw new ConfigurationException(path + ": must be a file, is a folder");
      }
      if (Files.size(path) > LIMIT_BYTES) {
        throw new ConfigurationException(path + ": must have at most " + LIMIT_BYTES + " bytes");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(path + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new ConfigurationException(path + ": permission denied", e);
    } catch (IOException e) {
      throw new ConfigurationException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
