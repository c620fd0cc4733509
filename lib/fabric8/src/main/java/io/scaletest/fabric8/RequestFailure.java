package io.scaletest.fabric8;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells in one line why a request of fabric8's client failed. */
public final class RequestFailure {
  private RequestFailure() {}

  /**
   * Returns the server's own words; where there was no answer, why, which fabric8 itself says
   * nothing of ("An error has occurred").
   */
  public static String line(KubernetesClientException failure) {
    Status status = failure.getStatus();
    if (status != null && status.getMessage() != null && !status.getMessage().isBlank()) {
      return oneLine(status.getMessage());
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return oneLine(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", " ");
  }
}
