package io.scaletest.kube.transport;

import java.net.URI;

/**
 * One server's place.
 *
 * @param base scheme, host and port as given
 * @param tls whether to encrypt
 * @param host name or address, without brackets
 * @param port TCP port
 * @param authority host and port as they stand in a request
 */
record ServerAddress(String base, boolean tls, String host, int port, String authority) {
  static ServerAddress of(String base) {
    URI uri = URI.create(base);
    if (uri.getHost() == null || uri.getPort() < 0) {
      throw new IllegalArgumentException("base: must be scheme://host:port, got " + base);
    }
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new ServerAddress(
        base, uri.getScheme().equals("https"), bare, uri.getPort(), host + ":" + uri.getPort());
  }
}
