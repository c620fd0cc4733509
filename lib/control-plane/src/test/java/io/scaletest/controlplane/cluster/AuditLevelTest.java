package io.scaletest.controlplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditLevelTest {
  @Test
  void thePolicyAsksForTheLevel() {
    assertThat(AuditLevel.REQUEST.policy())
        .isEqualTo(
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: Request
            """);
    assertThat(AuditLevel.METADATA.policy()).contains("level: Metadata");
  }
}
