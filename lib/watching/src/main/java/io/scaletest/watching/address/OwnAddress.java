package io.scaletest.watching.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The address by which a logger calls itself, in its metrics' label and its user agent: the
 * numerically smallest of the interfaces' non-loopback addresses, IPv4 before IPv6.
 *
 * <p><i>Source:</i> contract, "cm-logger".
 */
public final class OwnAddress {
  /** Where there is no other, as in a network namespace of its own. */
  static final String NONE = "127.0.0.1";

  private OwnAddress() {}

  /** Returns the own address; {@code 127.0.0.1} where only loopback addresses are found. */
  public static String find() {
    try {
      return smallest(
          NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList());
    } catch (SocketException e) {
      return NONE;
    }
  }

  static String smallest(List<InetAddress> addresses) {
    Stream<InetAddress> candidates =
        addresses.stream()
            .filter(address -> !address.isLoopbackAddress() && !address.isAnyLocalAddress());
    return candidates.min(BY_NUMBER).map(OwnAddress::text).orElse(NONE);
  }

  private static final Comparator<InetAddress> BY_NUMBER =
      Comparator.<InetAddress>comparingInt(address -> address.getAddress().length)
          .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

  /** Returns the address without the scope that the JDK puts behind a link-local one. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}
