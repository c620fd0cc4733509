package io.scaletest.common.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeconfigTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final CertificateAndKey IDENTITY =
      CertificateAuthority.create("ca", NOW).identity();

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
                client-certificate-data: CERTIFICATE
                client-key-data: KEY
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
            """
                .replace("CERTIFICATE", base64(IDENTITY.certificatePem()))
                .replace("KEY", base64(IDENTITY.privateKeyPem())));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void itsTextFormShowsNoKey() {
    Kubeconfig kubeconfig =
        new Kubeconfig("jane", IDENTITY, "a", List.of(URI.create("https://127.0.0.1:1")));

    assertThat(kubeconfig.toString())
        .contains("jane")
        .doesNotContain("BEGIN", base64(IDENTITY.privateKeyPem()), "key");
  }

  @Test
  void aKubeconfigWithoutServersIsRefused() {
    assertThatThrownBy(() -> new Kubeconfig("jane", IDENTITY, "a", List.of()))
        .hasMessageContaining("servers");
  }
}
