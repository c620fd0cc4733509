package io.scaletest.controlplane.cluster;

import java.util.Locale;

/** How much an API server writes of each request into its audit log. */
public enum AuditLevel {
  /** Nothing; there is no log. */
  NONE,
  /** Who asked for what, when, and with which outcome. */
  METADATA,
  /** The bodies of requests, too. */
  REQUEST;

  /** Returns the policy that makes API servers write so much. */
  String policy() {
    String name = name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    return """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: %s
        """
        .formatted(name);
  }
}
