package io.scaletest.kube.config;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.wire.x509.CertificateAndKey;
import java.nio.file.InvalidPathException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A client's configuration: address of the API server, trust, credentials and proxies. Immutable.
 *
 * @param base scheme, host and port of the server: {@code https://10.0.0.1:6443}
 * @param pathPrefix what goes before each path, for a server behind a path of a proxy; empty or
 *     beginning with a slash, without one at its end
 * @param serverName name to ask for and to find in the server's certificate instead of the host's
 * @param trust certificate authorities of the server; empty for those of the Java runtime
 * @param insecure whether to accept any server certificate
 * @param identity client certificate and key, where that is how to log in
 * @param credential what to send as {@code Authorization}
 * @param impersonated the user that requests impersonate, if any
 * @param proxies through which proxy each server is reached
 * @param userAgent the {@code User-Agent} of requests
 */
public record ClientConfiguration(
    String base,
    String pathPrefix,
    Optional<String> serverName,
    List<X509Certificate> trust,
    boolean insecure,
    Optional<CertificateAndKey> identity,
    Credential credential,
    Optional<ImpersonatedUser> impersonated,
    ProxyRule proxies,
    String userAgent) {

  public ClientConfiguration {
    Objects.requireNonNull(base, "base is null");
    Objects.requireNonNull(pathPrefix, "pathPrefix is null");
    Objects.requireNonNull(serverName, "serverName is null");
    trust = List.copyOf(trust);
    Objects.requireNonNull(identity, "identity is null");
    Objects.requireNonNull(credential, "credential is null");
    Objects.requireNonNull(impersonated, "impersonated is null");
    Objects.requireNonNull(proxies, "proxies is null");
    Objects.requireNonNull(userAgent, "userAgent is null");
  }

  /**
   * Returns the beginnings of a configuration for {@code base}: the Java runtime's authorities, no
   * log-in, nobody else's name, straight to the server.
   */
  public static Builder to(String base, String userAgent) {
    return new Builder(base, userAgent);
  }

  /** Returns what makes a configuration like this one. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * Loads the configuration that a tool's options name; see {@link ConfigurationSearch} for where
   * it looks where they name none.
   *
   * @param kubeconfig path of a kubeconfig file, which must be there; empty for none
   * @param context name of a context of that file; empty for its current one
   * @param master URL that replaces the configured server's; empty keeps it
   * @param userAgent what requests say about their sender
   */
  public static ClientConfiguration load(
      String kubeconfig, String context, String master, String userAgent)
      throws ConfigurationException {
    try {
      return search().load(kubeconfig, context, master, userAgent);
    } catch (InvalidPathException e) {
      throw new ConfigurationException("kubeconfig: " + PathText.refusal(e), e);
    }
  }

  private static ConfigurationSearch search() {
    return new ConfigurationSearch(
        System.getenv(), ServiceAccount.FOLDER, WallClock.anchoredTo(Ticker.system()));
  }

  /** Returns {@code $KUBECONFIG} where it counts, which is not in a pod; else nothing. */
  static String filesOfEnvironment() {
    return search().variable();
  }

  /** Returns the configuration of a server that asks for no log-in. */
  static ClientConfiguration anonymous(ServerUrl server, String userAgent) {
    return to(server.base(), userAgent)
        .pathPrefix(server.path())
        .credential(UserEntry.basic(server.userInfo()))
        .build();
  }

  /** Returns this configuration under another user agent. */
  public ClientConfiguration withUserAgent(String newUserAgent) {
    Builder builder = toBuilder();
    builder.userAgent = newUserAgent;
    return builder.build();
  }

  /**
   * Returns this configuration for another server, with the same trust and log-in.
   *
   * @param what names the value in a failure
   * @param url {@code host}, {@code host:port} or a base URL; https where it has no scheme
   */
  public ClientConfiguration withServer(String what, String url) throws ConfigurationException {
    ServerUrl server = serverUrl(what, url, ServerUrl.HTTPS);
    Builder builder = toBuilder().pathPrefix(server.path());
    builder.base = server.base();
    return builder.build();
  }

  /** Returns this configuration, accepting any server certificate. */
  public ClientConfiguration withoutVerification() {
    return toBuilder().trust(List.of()).insecure(true).build();
  }

  /**
   * Returns this configuration with a certificate as its only credential, and nobody else's name.
   */
  public ClientConfiguration loggingInAs(CertificateAndKey certificate) {
    return toBuilder()
        .identity(Optional.of(certificate))
        .credential(Credential.NONE)
        .impersonated(Optional.empty())
        .build();
  }

  /** Returns this configuration, making its requests in the name of {@code user}. */
  public ClientConfiguration actingAs(Optional<ImpersonatedUser> user) {
    return toBuilder().impersonated(user).build();
  }

  /** Returns this configuration, reaching servers through those proxies. */
  public ClientConfiguration through(ProxyRule rule) {
    return toBuilder().proxies(rule).build();
  }

  /** Names the server and the kind of log-in, no secret. */
  @Override
  public String toString() {
    return "ClientConfiguration[" + base + pathPrefix + ", " + identity + "]";
  }

  /**
   * Reads an API server's URL.
   *
   * @param what names the value in a failure
   * @param defaultScheme scheme of a URL that has none
   */
  static ServerUrl serverUrl(String what, String url, String defaultScheme)
      throws ConfigurationException {
    ServerUrl server;
    try {
      server = ServerUrl.parse(url, defaultScheme);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(what + ": must be https://host:port, " + e.getMessage(), e);
    }
    if (!server.scheme().equals(ServerUrl.HTTPS) && !server.scheme().equals(ServerUrl.HTTP)) {
      throw new ConfigurationException(
          what + ": must be https://host:port, got \"" + ServerUrl.withoutSecrets(url) + "\"");
    }
    return server;
  }

  /** Makes configurations. For one thread. */
  public static final class Builder {
    private String base;
    private String pathPrefix = "";
    private Optional<String> serverName = Optional.empty();
    private List<X509Certificate> trust = List.of();
    private boolean insecure;
    private Optional<CertificateAndKey> identity = Optional.empty();
    private Credential credential = Credential.NONE;
    private Optional<ImpersonatedUser> impersonated = Optional.empty();
    private ProxyRule proxies = ProxyRule.NONE;
    private String userAgent;

    private Builder(String base, String userAgent) {
      this.base = base;
      this.userAgent = userAgent;
    }

    private Builder(ClientConfiguration from) {
      this(from.base, from.userAgent);
      pathPrefix = from.pathPrefix;
      serverName = from.serverName;
      trust = from.trust;
      insecure = from.insecure;
      identity = from.identity;
      credential = from.credential;
      impersonated = from.impersonated;
      proxies = from.proxies;
    }

    public Builder pathPrefix(String prefix) {
      pathPrefix = prefix;
      return this;
    }

    public Builder serverName(Optional<String> name) {
      serverName = name;
      return this;
    }

    public Builder trust(List<X509Certificate> authorities) {
      trust = authorities;
      return this;
    }

    public Builder insecure(boolean anyServer) {
      insecure = anyServer;
      return this;
    }

    public Builder identity(Optional<CertificateAndKey> certificate) {
      identity = certificate;
      return this;
    }

    public Builder credential(Credential header) {
      credential = header;
      return this;
    }

    public Builder impersonated(Optional<ImpersonatedUser> user) {
      impersonated = user;
      return this;
    }

    public Builder proxies(ProxyRule rule) {
      proxies = rule;
      return this;
    }

    public ClientConfiguration build() {
      return new ClientConfiguration(
          base,
          pathPrefix,
          serverName,
          trust,
          insecure,
          identity,
          credential,
          impersonated,
          proxies,
          userAgent);
    }
  }
}
