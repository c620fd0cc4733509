package io.scaletest.kube.transport;

import io.netty.channel.Channel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.NetUtil;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.kube.config.ClientConfiguration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The route to a server: direct, through a tunnel that a proxy makes ({@code CONNECT} or SOCKS5, to
 * the server's name, which the proxy resolves), or by a forwarding proxy that gets each request, as
 * plain http goes through an HTTP proxy.
 *
 * @param server where it ends
 * @param proxy the proxy on it, if any
 */
record Route(ServerAddress server, Optional<ServerUrl> proxy) {
  static Route to(ServerAddress server, ClientConfiguration configuration) {
    ServerUrl url = ServerUrl.parse(server.base(), ServerUrl.HTTPS);
    return new Route(server, configuration.proxies().proxyFor(url));
  }

  private boolean isSocks() {
    return proxy.isPresent() && proxy.get().scheme().startsWith("socks");
  }

  /** Returns whether the proxy forwards each request, by its absolute URL. */
  boolean asksProxy() {
    return proxy.isPresent() && !isSocks() && !server.tls();
  }

  /** Returns whether the proxy makes a tunnel. */
  boolean isTunnel() {
    return proxy.isPresent() && !asksProxy();
  }

  /** Returns whether the connection to the proxy itself is TLS. */
  boolean isProxyEncrypted() {
    return proxy.isPresent() && proxy.get().scheme().equals(ServerUrl.HTTPS);
  }

  /** Returns where to connect to; unresolved where the proxy is to resolve it. */
  InetSocketAddress target() {
    if (asksProxy()) {
      return InetSocketAddress.createUnresolved(proxy.get().host(), proxy.get().port());
    }
    byte[] address = isTunnel() ? NetUtil.createByteArrayFromIpAddressString(server.host()) : null;
    try {
      return address == null
          ? InetSocketAddress.createUnresolved(server.host(), server.port())
          : new InetSocketAddress(InetAddress.getByAddress(address), server.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + address.length + " bytes", e);
    }
  }

  /** Puts what makes the tunnel at the end of a channel's pipeline. */
  void addTunnel(Channel channel, int timeoutMs) {
    ServerUrl through = proxy.orElseThrow();
    InetSocketAddress place = new InetSocketAddress(through.host(), through.port());
    String[] login = through.userInfo().map(pair -> pair.split(":", 2)).orElse(new String[0]);
    String name = login.length > 0 ? login[0] : null;
    String password = login.length > 1 ? login[1] : "";
    ProxyHandler tunnel;
    if (isSocks()) {
      tunnel = new Socks5ProxyHandler(place, name, name == null ? null : password);
    } else {
      tunnel =
          name == null ? new HttpProxyHandler(place) : new HttpProxyHandler(place, name, password);
    }
    tunnel.setConnectTimeoutMillis(timeoutMs);
    channel.pipeline().addLast(tunnel);
  }

  /** Returns the {@code Proxy-Authorization} for a forwarding proxy; empty for none. */
  String proxyAuthorization() {
    Optional<String> login = asksProxy() ? proxy.get().userInfo() : Optional.empty();
    return login
        .map(pair -> pair.contains(":") ? pair : pair + ":")
        .map(pair -> pair.getBytes(StandardCharsets.UTF_8))
        .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes))
        .orElse("");
  }

  /** Names the server, and the proxy without its secrets. */
  @Override
  public String toString() {
    return server.base() + proxy.map(url -> " through the proxy " + url).orElse("");
  }
}
