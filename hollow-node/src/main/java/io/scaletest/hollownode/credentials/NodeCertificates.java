package io.scaletest.hollownode.credentials;

import io.scaletest.common.credentials.CertificateAndKey;
import io.scaletest.common.credentials.CertificateAuthority;
import io.scaletest.common.credentials.KeyKind;
import io.scaletest.common.credentials.Pem;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ClientIdentity;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.PemReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A client certificate for each node, signed here with the key of the cluster's authority. */
final class NodeCertificates implements NodeClients.CertificateSource {
  static final String NODES_GROUP = "system:nodes";
  static final String NODE_USER = "system:node:";

  /** As long as the kubelets' own, which the controller manager signs for a year. */
  private static final Duration VALIDITY = Duration.ofDays(365);

  private final CertificateAuthority authority;
  private final Instant notAfter;

  private NodeCertificates(CertificateAuthority authority, Instant now) {
    this.authority = authority;
    this.notAfter = now.plus(VALIDITY);
  }

  /**
   * Returns certificates of the authority in two files.
   *
   * @throws ConfigurationException where a file is missing, or is not what it should be
   */
  public static NodeCertificates signedBy(Path certificate, Path key, Instant now)
      throws ConfigurationException {
    byte[] certificatePem = read("ca-cert", certificate);
    byte[] keyPem = read("ca-key", key);
    List<X509Certificate> chain = PemReader.certificates("ca-cert: " + certificate, certificatePem);
    byte[] pkcs8 = PemReader.privateKey("ca-key: " + key, keyPem).getEncoded();
    if (chain.get(0).getBasicConstraints() < 0) {
      throw new ConfigurationException(
          "ca-cert: must be of an authority, got " + chain.get(0).getSubjectX500Principal());
    }
    CertificateAndKey identity =
        new CertificateAndKey(
            new String(certificatePem, StandardCharsets.US_ASCII), Pem.privateKey(pkcs8));
    return new NodeCertificates(CertificateAuthority.from(identity, now), now);
  }

  private static byte[] read(String option, Path file) throws ConfigurationException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ConfigurationException(option + ": cannot read " + file, e);
    }
  }

  @Override
  public ClientConfiguration forNode(ClientConfiguration base, String name)
      throws ConfigurationException {
    CertificateAndKey issued =
        authority.issueClient(NODE_USER + name, List.of(NODES_GROUP), KeyKind.EC, notAfter);
    return base.loggingInAs(identity(name, issued));
  }

  private static ClientIdentity identity(String name, CertificateAndKey issued)
      throws ConfigurationException {
    byte[] certificate = issued.certificatePem().getBytes(StandardCharsets.US_ASCII);
    byte[] key = issued.privateKeyPem().getBytes(StandardCharsets.US_ASCII);
    String what = "certificate of " + name;
    return new ClientIdentity(
        PemReader.privateKey(what, key), PemReader.certificates(what, certificate));
  }
}
