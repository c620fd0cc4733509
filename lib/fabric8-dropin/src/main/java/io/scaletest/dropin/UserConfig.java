package io.scaletest.dropin;

import io.fabric8.kubernetes.client.Config;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.Credential;
import io.scaletest.kube.config.PemReader;
import io.scaletest.kube.config.ProxyRule;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns the configuration of a user's client into a transport's. Tokens are not in it: fabric8's
 * own interceptors put them into each request and renew them, as without the measurement.
 */
final class UserConfig {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private UserConfig() {}

  /**
   * @throws ConfigurationException if the transport cannot do what the configuration says; the
   *     message says what
   */
  static ClientConfiguration of(Config config) throws ConfigurationException {
    refuse(config.getTrustStoreFile(), "a trust store file");
    refuse(config.getKeyStoreFile(), "a key store file");
    URI server = URI.create(config.getMasterUrl());
    boolean tls = server.getScheme().equals("https");
    int port = server.getPort() >= 0 ? server.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    String path = server.getPath() == null ? "" : server.getPath().replaceAll("/+$", "");
    return new ClientConfiguration(
        server.getScheme() + "://" + server.getHost() + ":" + port,
        path,
        serverName(config),
        trust(config),
        config.isTrustCerts(),
        identity(config),
        Credential.NONE,
        Optional.empty(),
        proxies(config),
        config.getUserAgent() == null ? "fabric8" : config.getUserAgent());
  }

  private static Optional<String> serverName(Config config) {
    try {
      return Optional.ofNullable(config.getTlsServerName());
    } catch (NoSuchMethodError e) {
      return Optional.empty(); // fabric8 before 8.0 has no such setting
    }
  }

  private static void refuse(String value, String what) throws ConfigurationException {
    if (value != null && !value.isEmpty()) {
      throw new ConfigurationException(what + ", which the measured transport does not read");
    }
  }

  private static List<X509Certificate> trust(Config config) throws ConfigurationException {
    byte[] pem = pem("CA", config.getCaCertData(), config.getCaCertFile());
    return pem.length == 0 ? List.of() : PemReader.certificates("the CA certificate", pem);
  }

  private static Optional<CertificateAndKey> identity(Config config) throws ConfigurationException {
    byte[] chain =
        pem("client certificate", config.getClientCertData(), config.getClientCertFile());
    byte[] key = pem("client key", config.getClientKeyData(), config.getClientKeyFile());
    if (chain.length == 0 || key.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new CertificateAndKey(
            PemReader.privateKey("the client key", key),
            PemReader.certificates("the client certificate", chain)));
  }

  /** fabric8 takes the data as base64, or as PEM as it is. */
  private static byte[] pem(String what, String data, String file) throws ConfigurationException {
    if (data != null && !data.isEmpty()) {
      return data.startsWith("-----")
          ? data.getBytes(StandardCharsets.UTF_8)
          : Base64.getMimeDecoder().decode(data);
    }
    if (file == null || file.isEmpty()) {
      return new byte[0];
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new ConfigurationException(what + " " + file + ": " + e.getMessage(), e);
    }
  }

  private static ProxyRule proxies(Config config) throws ConfigurationException {
    String url =
        config.getMasterUrl().startsWith("https") ? config.getHttpsProxy() : config.getHttpProxy();
    if (url == null || url.isEmpty() || isDirect(config)) {
      return ProxyRule.NONE;
    }
    try {
      return new OneProxy(ProxyRule.parse(url, ServerUrl.HTTP));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("proxy: " + e.getMessage(), e);
    }
  }

  /** Equal for equal proxies, so that clients share a transport. */
  private record OneProxy(ServerUrl url) implements ProxyRule {
    @Override
    public Optional<ServerUrl> proxyFor(ServerUrl server) {
      return Optional.of(url);
    }
  }

  /** fabric8 takes an entry for a host's end, whatever its case. */
  private static boolean isDirect(Config config) {
    String host = URI.create(config.getMasterUrl()).getHost();
    if (config.getNoProxy() == null) {
      return false;
    }
    for (String entry : config.getNoProxy()) {
      if (host.equalsIgnoreCase(entry) || host.toLowerCase(Locale.ROOT).endsWith(entry)) {
        return true;
      }
    }
    return false;
  }
}
