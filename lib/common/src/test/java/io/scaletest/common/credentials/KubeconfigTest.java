package io.scaletest.common.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeconfigTest {
  private static final CertificateAndKey IDENTITY = new CertificateAndKey("certificate", "key");

  @Test
  void eachServerHasItsContextAndTheFirstIsCurrent() {
    Kubeconfig kubeconfig =
        new Kubeconfig(
            "o'neill",
            IDENTITY,
            "authority",
            List.of(URI.create("https://10.200.0.1:6443"), URI.create("https://10.200.0.2:6443")));

    assertThat(kubeconfig.toYaml())
        .isEqualTo(
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: scaletest
              cluster:
                server: https://10.200.0.1:6443
                certificate-authority-data: YXV0aG9yaXR5
            - name: scaletest-2
              cluster:
                server: https://10.200.0.2:6443
                certificate-authority-data: YXV0aG9yaXR5
            users:
            - name: 'o''neill'
              user:
                client-certificate-data: Y2VydGlmaWNhdGU=
                client-key-data: a2V5
            contexts:
            - name: scaletest
              context:
                cluster: scaletest
                user: 'o''neill'
            - name: scaletest-2
              context:
                cluster: scaletest-2
                user: 'o''neill'
            current-context: scaletest
            """);
  }

  @Test
  void itsTextFormShowsNoKey() {
    Kubeconfig kubeconfig =
        new Kubeconfig("jane", IDENTITY, "a", List.of(URI.create("https://127.0.0.1:1")));

    assertThat(kubeconfig.toString()).contains("jane").doesNotContain("a2V5", "key");
  }

  @Test
  void aKubeconfigWithoutServersIsRefused() {
    assertThatThrownBy(() -> new Kubeconfig("jane", IDENTITY, "a", List.of()))
        .hasMessageContaining("servers");
  }
}
