package io.scaletest.kube.config;

/**
 * There is no usable client configuration. The message is one line that names the file or object,
 * the rule and what was found; it never contains a credential.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
