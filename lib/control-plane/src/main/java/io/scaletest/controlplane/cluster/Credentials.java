package io.scaletest.controlplane.cluster;

import io.scaletest.common.credentials.Kubeconfig;
import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.CommandLines;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.PkiFiles;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import io.scaletest.wire.x509.KeyKind;
import io.scaletest.wire.x509.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes, writes and reads the certificates, keys and kubeconfigs of one control plane. */
final class Credentials {
  /** The group that may do everything, by a binding that every API server makes. */
  static final String ADMINISTRATORS = "system:masters";

  static final String ADMIN = "scaletest-admin";

  private static final String LOOPBACK = "127.0.0.1";

  private final PkiFiles files;
  private final CertificateAuthority authority;
  private final CertificateAndKey admin;

  private Credentials(PkiFiles files, CertificateAuthority authority, CertificateAndKey admin) {
    this.files = files;
    this.authority = authority;
    this.admin = admin;
  }

  /** Makes and writes two authorities, the administrator and the service accounts' key. */
  static Credentials create(PkiFiles files, Instant now) throws IOException {
    CertificateAuthority authority = CertificateAuthority.create("scaletest-ca", now);
    CertificateAuthority frontProxy = CertificateAuthority.create("scaletest-front-proxy-ca", now);
    Instant end = now.plus(CertificateAuthority.VALIDITY);
    CertificateAndKey admin =
        authority.issueClient(ADMIN, List.of(ADMINISTRATORS), KeyKind.RSA, end);
    Credentials credentials = new Credentials(files, authority, admin);
    PrivateFile.write(files.authorityCertificate(), authority.identity().certificatePem());
    PrivateFile.write(files.authorityKey(), authority.identity().privateKeyPem());
    PrivateFile.write(
        files.frontProxyAuthorityCertificate(), frontProxy.identity().certificatePem());
    credentials.write(ADMIN, admin);
    credentials.write(
        CommandLines.FRONT_PROXY_CLIENT,
        frontProxy.issueClient(CommandLines.FRONT_PROXY_CLIENT, List.of(), KeyKind.EC, end));
    credentials.write(
        CommandLines.KUBELET_CLIENT,
        authority.issueClient(
            CommandLines.KUBELET_CLIENT, List.of(ADMINISTRATORS), KeyKind.EC, end));
    SigningKey signing = SigningKey.generate();
    PrivateFile.write(files.serviceAccountKey(), signing.privateKeyPem());
    PrivateFile.write(files.serviceAccountPublicKey(), signing.publicKeyPem());
    return credentials;
  }

  /** Reads what {@link #create} wrote. */
  static Credentials read(PkiFiles files, Instant now) {
    try {
      CertificateAndKey root = readIdentity(files.authorityCertificate(), files.authorityKey());
      CertificateAndKey admin = readIdentity(files.certificate(ADMIN), files.key(ADMIN));
      return new Credentials(files, CertificateAuthority.from(root, now), admin);
    } catch (IOException | IllegalArgumentException e) {
      throw new ToolException(
          ControlPlaneExit.NOT_RUNNING, "no credentials in " + files.folder() + ": " + e, e);
    }
  }

  private static CertificateAndKey readIdentity(Path certificate, Path key) throws IOException {
    try {
      return CertificateAndKey.parse(Files.readString(certificate), Files.readString(key));
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " and " + key + ": " + e.getMessage(), e);
    }
  }

  String authorityPem() {
    return authority.identity().certificatePem();
  }

  /** Returns how the administrator reaches a server. */
  ClientConfiguration clientOf(URI server) {
    return clientOf(server, admin);
  }

  /** Returns how somebody with a certificate of this authority reaches a server. */
  ClientConfiguration clientOf(URI server, CertificateAndKey identity) {
    return ClientConfiguration.to(server.toString(), "scaletest control-plane")
        .trust(List.of(authority.identity().certificate()))
        .identity(Optional.of(identity))
        .build();
  }

  /** Writes an API server's serving certificate, good for every address it may be reached by. */
  void writeApiServer(String name, List<String> addresses) throws IOException {
    List<String> all = new ArrayList<>(List.of(LOOPBACK, CommandLines.KUBERNETES_SERVICE_ADDRESS));
    addresses.stream().filter(a -> !all.contains(a)).forEach(all::add);
    List<String> names =
        List.of(
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");
    write(name, authority.issueServer(name, names, all));
  }

  /** Writes the serving certificate and the kubeconfig of a component that is a client too. */
  void writeComponent(Component component, String user, List<String> dnsNames, URI apiServer)
      throws IOException {
    List<String> names = new ArrayList<>(dnsNames);
    names.add("localhost");
    String name = component.binaryName();
    write(name, authority.issueServer(name, names, List.of(LOOPBACK)));
    CertificateAndKey client =
        authority.issueClient(user, List.of(), KeyKind.EC, authority.notAfter());
    PrivateFile.write(
        files.kubeconfig(component),
        new Kubeconfig(user, client, authorityPem(), List.of(apiServer)).toYaml());
  }

  /** Makes another user's certificate. */
  CertificateAndKey identityFor(String user, List<String> groups, Instant notAfter) {
    return authority.issueClient(user, groups, KeyKind.RSA, notAfter);
  }

  /** Returns a kubeconfig with a certificate of this authority. */
  Kubeconfig kubeconfigOf(String user, CertificateAndKey identity, List<URI> servers) {
    return new Kubeconfig(user, identity, authorityPem(), servers);
  }

  /** Returns the administrator's kubeconfig. */
  Kubeconfig adminKubeconfig(List<URI> servers) {
    return kubeconfigOf(ADMIN, admin, servers);
  }

  private void write(String name, CertificateAndKey identity) throws IOException {
    PrivateFile.write(files.certificate(name), identity.certificatePem());
    PrivateFile.write(files.key(name), identity.privateKeyPem());
  }
}
