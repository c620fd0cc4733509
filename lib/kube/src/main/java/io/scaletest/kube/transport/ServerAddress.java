package io.scaletest.kube.transport;

import io.scaletest.common.url.ServerUrl;

/**
 * The address of one server.
 *
 * @param base scheme, host and port as given
 * @param tls whether to encrypt
 * @param host name or address, without brackets
 * @param port TCP port
 * @param authority host and port as they stand in a request
 */
record ServerAddress(String base, boolean tls, String host, int port, String authority) {
  static ServerAddress of(String base) {
    ServerUrl url = ServerUrl.parse(base, ServerUrl.HTTPS);
    return new ServerAddress(
        base, url.scheme().equals(ServerUrl.HTTPS), url.host(), url.port(), url.authority());
  }

  /** Returns the name or address that its certificate is to have: the host without a zone. */
  String nameInCertificate() {
    int percent = host.indexOf('%');
    return percent < 0 ? host : host.substring(0, percent);
  }

  /** Returns the URL of a path on it. */
  String urlOf(String path) {
    return (tls ? "https://" : "http://") + authority + path;
  }
}
