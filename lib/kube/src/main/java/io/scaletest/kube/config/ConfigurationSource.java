package io.scaletest.kube.config;

/** A deferred load of the configuration that a tool's options name. May block. */
@FunctionalInterface
public interface ConfigurationSource {
  /**
   * Loads it.
   *
   * @param userAgent the {@code User-Agent} of requests
   */
  ClientConfiguration load(String userAgent) throws ConfigurationException;
}
