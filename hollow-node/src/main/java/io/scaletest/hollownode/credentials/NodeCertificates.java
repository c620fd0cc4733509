package io.scaletest.hollownode.credentials;

import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.PemReader;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import io.scaletest.wire.x509.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
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
    PrivateKey privateKey = PemReader.privateKey("ca-key: " + key, keyPem);
    if (chain.get(0).getBasicConstraints() < 0) {
      throw new ConfigurationException(
          "ca-cert: must be of an authority, got " + chain.get(0).getSubjectX500Principal());
    }
    return new NodeCertificates(
        CertificateAuthority.from(new CertificateAndKey(privateKey, chain), now), now);
  }

  private static byte[] read(String option, Path file) throws ConfigurationException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ConfigurationException(option + ": cannot read " + file, e);
    }
  }

  @Override
  public ClientConfiguration forNode(ClientConfiguration base, String name) {
    return base.loggingInAs(
        authority.issueClient(NODE_USER + name, List.of(NODES_GROUP), KeyKind.EC, notAfter));
  }
}
