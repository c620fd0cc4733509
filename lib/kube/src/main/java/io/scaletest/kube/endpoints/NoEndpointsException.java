package io.scaletest.kube.endpoints;

/** The API servers' addresses could not be found out; the message is one line saying why. */
public final class NoEndpointsException extends Exception {
  private static final long serialVersionUID = 1L;

  public NoEndpointsException(String message) {
    super(message);
  }
}
