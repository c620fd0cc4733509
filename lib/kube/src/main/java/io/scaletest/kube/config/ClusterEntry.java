package io.scaletest.kube.config;

import io.scaletest.common.url.ServerUrl;
import io.scaletest.wire.json.JsonWriter;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kubeconfig's cluster: where the server is, and how to know it. */
final class ClusterEntry {
  private static final String SERVER = "server";
  private static final String AUTHORITY = "certificate-authority";
  private static final String INSECURE = "insecure-skip-tls-verify";
  private static final String SERVER_NAME = "tls-server-name";
  private static final String PROXY = "proxy-url";

  /** Reserved for what is meant for exec plugins. */
  private static final String EXEC_EXTENSION = "client.authentication.k8s.io/exec";

  private final Mapping cluster;

  ClusterEntry(Mapping cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns where the server is. As for client-go, plain http is meant where nothing says https.
   *
   * @param master URL that replaces the cluster's; empty keeps it
   */
  ServerUrl server(String master) throws ConfigurationException {
    String url = url(master);
    if (url.isEmpty()) {
      throw new ConfigurationException(cluster.place(SERVER) + ": is missing");
    }
    return ClientConfiguration.serverUrl(
        master.isEmpty() ? cluster.place(SERVER) : "master", url, ServerUrl.HTTP);
  }

  /** Returns the server's URL as it is given. */
  String url(String master) throws ConfigurationException {
    return master.isEmpty() ? cluster.text(SERVER) : master;
  }

  /** Refuses what this cannot follow, and what contradicts itself. */
  void check() throws ConfigurationException {
    cluster.flag("disable-compression");
    boolean hasAuthority =
        !cluster.text(AUTHORITY).isEmpty() || !cluster.text(AUTHORITY + "-data").isEmpty();
    if (cluster.flag(INSECURE) && hasAuthority) {
      throw new ConfigurationException(
          cluster.place(INSECURE)
              + ": must not be set together with "
              + AUTHORITY
              + ": either the server is verified, or it is not");
    }
  }

  /** Returns through which proxy this cluster's servers are reached, where it says. */
  ProxyRule proxies() throws ConfigurationException {
    String url = cluster.text(PROXY);
    if (url.isEmpty()) {
      return ProxyRule.NONE;
    }
    Optional<ServerUrl> proxy;
    try {
      proxy = Optional.of(ProxyRule.ofKubeconfig(url));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(cluster.place(PROXY) + ": " + e.getMessage(), e);
    }
    return server -> proxy;
  }

  /** Returns {@code configuration} with this cluster's way to know its server. */
  ClientConfiguration trusted(ClientConfiguration configuration, String master)
      throws ConfigurationException {
    // A name that belongs to the cluster's own server says nothing about another one.
    String name = master.isEmpty() ? cluster.text(SERVER_NAME) : "";
    return configuration.toBuilder()
        .serverName(name.isEmpty() ? Optional.empty() : Optional.of(name))
        .trust(trust())
        .insecure(cluster.flag(INSECURE))
        .build();
  }

  private List<X509Certificate> trust() throws ConfigurationException {
    byte[] pem = authority();
    return pem.length == 0 ? List.of() : PemReader.certificates(cluster.place(AUTHORITY), pem);
  }

  private byte[] authority() throws ConfigurationException {
    return cluster.content(AUTHORITY);
  }

  /**
   * Returns the cluster as JSON, for exec plugins that ask for it.
   *
   * @param server the server's URL as it is used
   */
  String execInfo(String server) throws ConfigurationException {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(SERVER, server);
    putText(told, SERVER_NAME);
    putFlag(told, INSECURE);
    byte[] authority = authority();
    if (authority.length > 0) {
      told.put(AUTHORITY + "-data", Base64.getEncoder().encodeToString(authority));
    }
    putText(told, PROXY);
    putFlag(told, "disable-compression");
    told.put("config", extension());
    return JsonWriter.text(told);
  }

  private void putText(Map<String, Object> told, String key) throws ConfigurationException {
    if (!cluster.text(key).isEmpty()) {
      told.put(key, cluster.text(key));
    }
  }

  private void putFlag(Map<String, Object> told, String key) throws ConfigurationException {
    if (cluster.flag(key)) {
      told.put(key, true);
    }
  }

  /** Returns what the cluster has for exec plugins, whatever it is; null for nothing. */
  private Object extension() throws ConfigurationException {
    for (Mapping extension : cluster.maps("extensions")) {
      if (extension.text("name").equals(EXEC_EXTENSION)) {
        return extension.value("extension");
      }
    }
    return null;
  }
}
