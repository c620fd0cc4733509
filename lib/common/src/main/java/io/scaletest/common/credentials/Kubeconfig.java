package io.scaletest.common.credentials;

import io.scaletest.wire.x509.CertificateAndKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A kubeconfig file of one user at one or more API servers of the same cluster. The first server's
 * context is current and named {@value #CONTEXT}; the others are {@value #CONTEXT}-2 and so on.
 * Immutable; its text form shows no key.
 */
public final class Kubeconfig {
  /** The name of the first cluster and context. */
  public static final String CONTEXT = "scaletest";

  private final String user;
  private final CertificateAndKey identity;
  private final String authorityPem;
  private final List<URI> servers;
  private final String serverName;

  public Kubeconfig(
      String user, CertificateAndKey identity, String authorityPem, List<URI> servers) {
    this(user, identity, authorityPem, servers, "");
  }

  private Kubeconfig(
      String user,
      CertificateAndKey identity,
      String authorityPem,
      List<URI> servers,
      String serverName) {
    this.user = Objects.requireNonNull(user, "user is null");
    this.identity = Objects.requireNonNull(identity, "identity is null");
    this.authorityPem = Objects.requireNonNull(authorityPem, "authorityPem is null");
    this.servers = List.copyOf(servers);
    this.serverName = serverName;
    if (this.servers.isEmpty()) {
      throw new IllegalArgumentException("servers: must name one or more");
    }
  }

  /**
   * Returns the same for servers whose certificates have a name, whatever their addresses are.
   *
   * @param name what their certificates are for
   */
  public Kubeconfig forServerName(String name) {
    return new Kubeconfig(user, identity, authorityPem, servers, name);
  }

  /** Returns the file's text. */
  public String toYaml() {
    StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: Config\nclusters:\n");
    for (int i = 0; i < servers.size(); i++) {
      yaml.append("- name: ").append(contextName(i)).append("\n  cluster:\n    server: ");
      yaml.append(servers.get(i)).append("\n    certificate-authority-data: ");
      yaml.append(base64(authorityPem)).append('\n');
      if (!serverName.isEmpty()) {
        yaml.append("    tls-server-name: ").append(serverName).append('\n');
      }
    }
    yaml.append("users:\n- name: ").append(quoted(user)).append("\n  user:\n");
    yaml.append("    client-certificate-data: ").append(base64(identity.certificatePem()));
    yaml.append("\n    client-key-data: ").append(base64(identity.privateKeyPem()));
    yaml.append("\ncontexts:\n");
    for (int i = 0; i < servers.size(); i++) {
      yaml.append("- name: ").append(contextName(i)).append("\n  context:\n    cluster: ");
      yaml.append(contextName(i)).append("\n    user: ").append(quoted(user)).append('\n');
    }
    return yaml.append("current-context: ").append(CONTEXT).append('\n').toString();
  }

  private static String contextName(int server) {
    return server == 0 ? CONTEXT : CONTEXT + "-" + (server + 1);
  }

  /** A user's name is free text; YAML's single quotes need only themselves doubled. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "Kubeconfig[" + user + " at " + servers + "]";
  }
}
