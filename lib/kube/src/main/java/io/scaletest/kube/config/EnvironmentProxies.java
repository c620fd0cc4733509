package io.scaletest.kube.config;

import io.scaletest.common.url.ServerUrl;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies that the variables {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name,
 * in upper or lower case, as Go's programs take them: the first for https, the second for http;
 * none for this machine itself. {@code ALL_PROXY} counts for no Go program, nor here.
 */
final class EnvironmentProxies implements ProxyRule {
  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentProxies.class);

  /** What needs no name server to be read as an address. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*");

  private final Optional<ServerUrl> forHttps;
  private final Optional<ServerUrl> forHttp;
  private final List<Exemption> exemptions;

  /**
   * One entry of {@code NO_PROXY}.
   *
   * @param network addresses; empty where the entry is a name
   * @param prefixBits how many leading bits of an address count
   * @param suffix end of a name, with its dot; empty for every name
   * @param nameItself whether the name without that dot is meant, too
   * @param port only this one; empty for every port
   */
  private record Exemption(
      Optional<byte[]> network, int prefixBits, String suffix, boolean nameItself, String port) {
    boolean covers(String host, String hostPort, Optional<byte[]> address) {
      if (!port.isEmpty() && !port.equals(hostPort)) {
        return false;
      }
      if (network.isPresent()) {
        return address.isPresent() && sameNetwork(network.get(), address.get(), prefixBits);
      }
      return address.isEmpty()
          && (host.endsWith(suffix) || nameItself && host.equals(suffix.substring(1)));
    }
  }

  private EnvironmentProxies(
      Optional<ServerUrl> forHttps, Optional<ServerUrl> forHttp, List<Exemption> exemptions) {
    this.forHttps = forHttps;
    this.forHttp = forHttp;
    this.exemptions = exemptions;
  }

  /** Returns the rule of an environment; {@link ProxyRule#NONE} where it names no proxy. */
  static ProxyRule of(Map<String, String> environment) {
    Optional<ServerUrl> forHttps = proxy(environment, "HTTPS_PROXY");
    Optional<ServerUrl> forHttp = proxy(environment, "HTTP_PROXY");
    if (forHttps.isEmpty() && forHttp.isEmpty()) {
      return NONE;
    }
    List<Exemption> exemptions = new ArrayList<>();
    for (String entry : value(environment, "NO_PROXY").split(",")) {
      String text = entry.strip().toLowerCase(Locale.ROOT);
      if (text.equals("*")) {
        return NONE;
      }
      exemption(text).ifPresent(exemptions::add);
    }
    return new EnvironmentProxies(forHttps, forHttp, List.copyOf(exemptions));
  }

  private static String value(Map<String, String> environment, String name) {
    String upper = environment.getOrDefault(name, "");
    return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
  }

  private static Optional<ServerUrl> proxy(Map<String, String> environment, String name) {
    String url = value(environment, name);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ProxyRule.parse(url, ServerUrl.HTTP));
    } catch (IllegalArgumentException e) {
      LOG.warn("{} is passed over: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Exemption> exemption(String text) {
    int slash = text.indexOf('/');
    if (slash > 0) {
      Optional<byte[]> network = address(text.substring(0, slash));
      String bits = text.substring(slash + 1);
      if (network.isPresent() && bits.matches("[0-9]{1,3}")) {
        int prefixBits = Integer.parseInt(bits);
        return prefixBits <= 8 * network.get().length
            ? Optional.of(new Exemption(network, prefixBits, "", false, ""))
            : Optional.empty();
      }
    }
    String host = text;
    String port = "";
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.indexOf("]:") > 0;
    if (bracketed || colon >= 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    Optional<byte[]> address = address(host);
    if (address.isPresent()) {
      return Optional.of(new Exemption(address, 8 * address.get().length, "", false, port));
    }
    String name = host.startsWith("*.") ? host.substring(1) : host;
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        name.startsWith(".")
            ? new Exemption(Optional.empty(), 0, name, false, port)
            : new Exemption(Optional.empty(), 0, "." + name, true, port));
  }

  private static Optional<byte[]> address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean sameNetwork(byte[] network, byte[] address, int prefixBits) {
    if (network.length != address.length) {
      return false;
    }
    int shift = 8 * network.length - prefixBits;
    return new BigInteger(1, network)
        .shiftRight(shift)
        .equals(new BigInteger(1, address).shiftRight(shift));
  }

  @Override
  public Optional<ServerUrl> proxyFor(ServerUrl server) {
    Optional<ServerUrl> proxy = server.scheme().equals(ServerUrl.HTTPS) ? forHttps : forHttp;
    return proxy.isPresent() && isOutside(server) ? proxy : Optional.empty();
  }

  private boolean isOutside(ServerUrl server) {
    String host = server.hostWithoutZone().toLowerCase(Locale.ROOT);
    Optional<byte[]> address = address(host);
    if (host.equals("localhost") || address.isPresent() && isLoopback(address.get())) {
      return false;
    }
    String port = Integer.toString(server.port());
    return exemptions.stream().noneMatch(each -> each.covers(host, port, address));
  }

  private static boolean isLoopback(byte[] address) {
    try {
      return InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
