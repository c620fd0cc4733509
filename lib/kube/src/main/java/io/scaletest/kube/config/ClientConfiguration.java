package io.scaletest.kube.config;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
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
    String userAgent) {

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final int MAX_PORT = 65_535;

  public ClientConfiguration {
    Objects.requireNonNull(base, "base is null");
    Objects.requireNonNull(pathPrefix, "pathPrefix is null");
    Objects.requireNonNull(serverName, "serverName is null");
    trust = List.copyOf(trust);
    Objects.requireNonNull(identity, "identity is null");
    Objects.requireNonNull(credential, "credential is null");
    Objects.requireNonNull(userAgent, "userAgent is null");
  }

  /**
   * Loads the configuration that a tool's options name, and only that one: a file that is named but
   * missing is an error, and neither {@code ~/.kube/config} nor {@code $KUBECONFIG} is looked at.
   *
   * @param kubeconfig path of a kubeconfig file; empty for the service account of the pod this runs
   *     in (or for no credentials at all where {@code master} is given)
   * @param context name of a context of that file; empty for its current one
   * @param master URL that replaces the configured server's; empty keeps it
   * @param userAgent what requests say about their sender
   */
  public static ClientConfiguration load(
      String kubeconfig, String context, String master, String userAgent)
      throws ConfigurationException {
    WallClock wallClock = WallClock.anchoredTo(Ticker.system());
    if (!kubeconfig.isEmpty()) {
      return new KubeconfigFile(Path.of(kubeconfig), wallClock).load(context, master, userAgent);
    }
    if (!context.isEmpty()) {
      throw new ConfigurationException(
          "context: needs a kubeconfig file, got \"" + context + "\" without one");
    }
    if (!master.isEmpty()) {
      return withoutCredentials(master, userAgent);
    }
    return new ServiceAccount(System.getenv(), ServiceAccount.FOLDER, wallClock.ticker())
        .load(userAgent);
  }

  private static ClientConfiguration withoutCredentials(String master, String userAgent)
      throws ConfigurationException {
    URI server = serverUri("master", master);
    return new ClientConfiguration(
        baseOf(server),
        prefixOf(server),
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        Credential.NONE,
        userAgent);
  }

  /** Returns this configuration under another user agent. */
  public ClientConfiguration withUserAgent(String newUserAgent) {
    return new ClientConfiguration(
        base, pathPrefix, serverName, trust, insecure, identity, credential, newUserAgent);
  }

  /**
   * Returns this configuration for another server, with the same trust and log-in.
   *
   * @param what names the value in a failure
   * @param url {@code host}, {@code host:port} or a base URL; https where it has no scheme
   */
  public ClientConfiguration withServer(String what, String url) throws ConfigurationException {
    URI server = serverUri(what, url);
    return new ClientConfiguration(
        baseOf(server),
        prefixOf(server),
        serverName,
        trust,
        insecure,
        identity,
        credential,
        userAgent);
  }

  /** Returns this configuration, accepting any server certificate. */
  public ClientConfiguration withoutVerification() {
    return new ClientConfiguration(
        base, pathPrefix, serverName, List.of(), true, identity, credential, userAgent);
  }

  /** Names the server and the kind of log-in, no secret. */
  @Override
  public String toString() {
    return "ClientConfiguration[" + base + pathPrefix + ", " + identity + "]";
  }

  /**
   * Checks a server's URL; without a scheme it is taken for {@code https}, as a host and port.
   *
   * @param what names the value in a failure
   */
  static URI serverUri(String what, String url) throws ConfigurationException {
    URI uri;
    try {
      uri = new URI(url.contains("://") ? url : "https://" + url);
    } catch (URISyntaxException e) {
      throw new ConfigurationException(what + ": must be a URL, got \"" + url + "\"", e);
    }
    boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    boolean more = uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null;
    if (!http || uri.getHost() == null || more || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new ConfigurationException(what + ": must be https://host:port, got \"" + url + "\"");
    }
    return uri;
  }

  static String baseOf(URI server) {
    int port = server.getPort();
    if (port < 0) {
      port = server.getScheme().equals("https") ? HTTPS_PORT : HTTP_PORT;
    }
    return server.getScheme() + "://" + server.getHost() + ":" + port;
  }

  static String prefixOf(URI server) {
    String path = server.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
