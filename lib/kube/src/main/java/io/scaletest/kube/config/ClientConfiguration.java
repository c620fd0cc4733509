package io.scaletest.kube.config;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.url.ServerUrl;
import java.nio.file.InvalidPathException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which API server to talk to, whom to trust, and as whom.
 *
 * @param base scheme, host and port of the server: {@code https://10.0.0.1:6443}
 * @param pathPrefix what goes before each path, for a server behind a path of a proxy; empty or
 *     beginning with a slash, without one at its end
 * @param serverName name to ask for and to find in the server's certificate instead of the host's
 * @param trust certificate authorities of the server; empty for those of the Java runtime
 * @param insecure whether to accept any server certificate
 * @param identity client certificate and key, where that is how to log in
 * @param credential what to send as {@code Authorization}
 * @param impersonated whom requests count as, where not as who logs in
 * @param proxies through which proxy each server is reached
 * @param userAgent what requests say about their sender
 */
public record ClientConfiguration(
    String base,
    String pathPrefix,
    Optional<String> serverName,
    List<X509Certificate> trust,
    boolean insecure,
    Optional<ClientIdentity> identity,
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

  /** Returns a configuration whose requests count as who logs in, and go straight to the server. */
  public ClientConfiguration(
      String base,
      String pathPrefix,
      Optional<String> serverName,
      List<X509Certificate> trust,
      boolean insecure,
      Optional<ClientIdentity> identity,
      Credential credential,
      String userAgent) {
    this(
        base,
        pathPrefix,
        serverName,
        trust,
        insecure,
        identity,
        credential,
        Optional.empty(),
        ProxyRule.NONE,
        userAgent);
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
    return new ClientConfiguration(
        server.base(),
        server.path(),
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        UserEntry.basic(server.userInfo()),
        userAgent);
  }

  /** Returns this configuration under another user agent. */
  public ClientConfiguration withUserAgent(String newUserAgent) {
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
        newUserAgent);
  }

  /**
   * Returns this configuration for another server, with the same trust and log-in.
   *
   * @param what names the value in a failure
   * @param url {@code host}, {@code host:port} or a base URL; https where it has no scheme
   */
  public ClientConfiguration withServer(String what, String url) throws ConfigurationException {
    ServerUrl server = serverUrl(what, url, ServerUrl.HTTPS);
    return new ClientConfiguration(
        server.base(),
        server.path(),
        serverName,
        trust,
        insecure,
        identity,
        credential,
        impersonated,
        proxies,
        userAgent);
  }

  /** Returns this configuration, accepting any server certificate. */
  public ClientConfiguration withoutVerification() {
    return trusting(serverName, List.of(), true);
  }

  /** Returns this configuration with another way to know the server. */
  ClientConfiguration trusting(
      Optional<String> name, List<X509Certificate> authorities, boolean anyServer) {
    return new ClientConfiguration(
        base,
        pathPrefix,
        name,
        authorities,
        anyServer,
        identity,
        credential,
        impersonated,
        proxies,
        userAgent);
  }

  /** Returns this configuration with another log-in. */
  ClientConfiguration loggingIn(Optional<ClientIdentity> certificate, Credential header) {
    return new ClientConfiguration(
        base,
        pathPrefix,
        serverName,
        trust,
        insecure,
        certificate,
        header,
        impersonated,
        proxies,
        userAgent);
  }

  /**
   * Returns this configuration with a certificate as its only credential, and nobody else's name.
   */
  public ClientConfiguration loggingInAs(ClientIdentity certificate) {
    return loggingIn(Optional.of(certificate), Credential.NONE).actingAs(Optional.empty());
  }

  /** Returns this configuration, making its requests in the name of {@code user}. */
  public ClientConfiguration actingAs(Optional<ImpersonatedUser> user) {
    return new ClientConfiguration(
        base,
        pathPrefix,
        serverName,
        trust,
        insecure,
        identity,
        credential,
        user,
        proxies,
        userAgent);
  }

  /** Returns this configuration, reaching servers through those proxies. */
  public ClientConfiguration through(ProxyRule rule) {
    return new ClientConfiguration(
        base,
        pathPrefix,
        serverName,
        trust,
        insecure,
        identity,
        credential,
        impersonated,
        rule,
        userAgent);
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
}
