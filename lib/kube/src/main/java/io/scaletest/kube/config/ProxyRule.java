package io.scaletest.kube.config;

import io.scaletest.common.url.ServerUrl;
import java.util.Optional;
import java.util.Set;

/** Through which proxy a server is reached. */
@FunctionalInterface
public interface ProxyRule {
  /** Reaches each server directly. */
  ProxyRule NONE = server -> Optional.empty();

  /** What a proxy may be. */
  Set<String> SCHEMES = Set.of(ServerUrl.HTTP, ServerUrl.HTTPS, "socks5", "socks5h");

  /** Returns the proxy on the way to {@code server}; empty where none is. */
  Optional<ServerUrl> proxyFor(ServerUrl server);

  /**
   * Reads a kubeconfig's {@code proxy-url}, of which kubectl takes fewer than of the environment.
   *
   * @throws IllegalArgumentException if it is none; the message shows no secret
   */
  static ServerUrl ofKubeconfig(String url) {
    ServerUrl proxy = parse(url, "");
    if (proxy.scheme().equals("socks5h")) {
      throw refused(url);
    }
    return proxy;
  }

  private static IllegalArgumentException refused(String url) {
    return new IllegalArgumentException(
        "must be http, https or socks5, got \"" + ServerUrl.withoutSecrets(url) + "\"");
  }

  /**
   * Reads a proxy's URL.
   *
   * @param defaultScheme scheme of a URL that has none
   * @throws IllegalArgumentException if it is none; the message shows no secret
   */
  static ServerUrl parse(String url, String defaultScheme) {
    ServerUrl proxy = ServerUrl.parse(url, defaultScheme);
    if (!SCHEMES.contains(proxy.scheme())) {
      throw refused(url);
    }
    return proxy;
  }
}
