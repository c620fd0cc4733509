package io.scaletest.httperf;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import java.net.InetSocketAddress;

/**
 * Where to listen, as {@code -listen} says: a port, or a host and a port as Go's net.Listen takes
 * them.
 *
 * @param host a name or an address, an IPv6 one without brackets; empty for all addresses
 * @param port 0 for any free one
 */
record ListenAddress(String host, int port) {
  private static final String OPTION = "listen";

  /**
   * Reads {@code 8080}, {@code :8080}, {@code 127.0.0.1:8080}, {@code localhost:8080} or {@code
   * [::1]:8080}.
   *
   * @throws ToolException a usage error for anything else
   */
  static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else {
      OptionRule.require(host.indexOf(':') < 0, OPTION, "[host:]port", text);
    }
    OptionRule.require(port.matches("-?[0-9]{1,9}"), OPTION, "[host:]port", text);
    OptionRule.requirePort(OPTION, Integer.parseInt(port), 0);
    return new ListenAddress(host, Integer.parseInt(port));
  }

  /**
   * Returns the address of a socket.
   *
   * @throws ToolException a usage error if the host does not resolve
   */
  InetSocketAddress resolved() {
    InetSocketAddress address =
        host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    OptionRule.require(!address.isUnresolved(), OPTION, "a host that can be found", host);
    return address;
  }
}
