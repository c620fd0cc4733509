package io.scaletest.kube.config;

/** Loads the configuration that a tool's options come to, when it is time. */
@FunctionalInterface
public interface ConfigurationSource {
  /**
   * Loads it.
   *
   * @param userAgent what requests say about their sender
   */
  ClientConfiguration load(String userAgent) throws ConfigurationException;
}
