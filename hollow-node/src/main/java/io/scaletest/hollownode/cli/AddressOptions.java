package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.pod.AddressRange;
import io.scaletest.watching.address.OwnAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options for the InternalIPs of the nodes and the ranges of their pods' addresses. */
final class AddressOptions {
  /** A node of the usual 110 pods gets the usual 254 addresses, where the range allows that. */
  private static final int SLICE_PREFIX = 24;

  private static final int SLICE_PREFIX_MAX = 28;

  /** Of IPv6 a node gets what the controller manager gives it, where the range allows that. */
  private static final int SLICE_PREFIX_6 = 64;

  private static final int SLICE_PREFIX_6_MAX = 124;
  private static final int FAMILIES = 2;

  @Option(
      names = {"-pod-cidr", "--pod-cidr"},
      paramLabel = "<range>",
      defaultValue = "10.128.0.0/9",
      description =
          "Pods' addresses where a Node names no podCIDRs, a part for each node: IPv4, IPv6 or one"
              + " of each with a comma (default: ${DEFAULT-VALUE}).")
  private String podCidr = "10.128.0.0/9";

  @Option(
      names = {"-node-ip", "--node-ip"},
      paramLabel = "<address|range>",
      defaultValue = "",
      description =
          "InternalIP of the nodes: one for all, or a range of which each gets one; IPv4, IPv6 or"
              + " one of each with a comma (default: this machine's address).")
  private String nodeIp = "";

  /** The addresses of a number of nodes, each found by the node's number, from 0 on. */
  interface Addresses {
    /** Returns the InternalIPs of a node, one of each family that it has. */
    List<String> ofNode(int n);

    /** Returns the ranges of a node's pods, one of each family that they have. */
    List<String> podRanges(int n);
  }

  /**
   * Returns the addresses of {@code count} nodes.
   *
   * @throws ToolException if a range cannot be read or is too small
   */
  Addresses of(int count) {
    List<IntFunction<String>> ranges =
        eachFamily("pod-cidr", podCidr, range -> podRanges(range, count));
    List<IntFunction<String>> ips =
        nodeIp.isEmpty()
            ? List.of(own(OwnAddress.find()))
            : eachFamily("node-ip", nodeIp, text -> nodeAddresses(text, count));
    return new Addresses() {
      @Override
      public List<String> ofNode(int n) {
        return ips.stream().map(family -> family.apply(n)).toList();
      }

      @Override
      public List<String> podRanges(int n) {
        return ranges.stream().map(family -> family.apply(n)).toList();
      }
    };
  }

  private static IntFunction<String> own(String address) {
    return n -> address;
  }

  private static List<IntFunction<String>> eachFamily(
      String option, String text, Function<String, IntFunction<String>> reader) {
    String[] parts = text.split(",", -1);
    boolean sameFamily =
        parts.length == FAMILIES && (parts[0].indexOf(':') < 0) == (parts[1].indexOf(':') < 0);
    if (parts.length > FAMILIES || sameFamily) {
      throw ToolException.usage(option + ": must be one of each family at most, got " + text);
    }
    return Stream.of(parts).map(reader).toList();
  }

  private static IntFunction<String> nodeAddresses(String text, int count) {
    if (text.indexOf('/') < 0) {
      if (!AddressRange.isAddress(text)) {
        throw ToolException.usage(
            "node-ip: must be an address like 192.0.2.7 or fd00::7, or a range like 10.64.0.0/16,"
                + " got "
                + text);
      }
      return own(text);
    }
    AddressRange range = range("node-ip", text);
    if (range.size() < count + 2) {
      throw ToolException.usage(
          "node-ip: must have an address for each of " + count + " nodes, got " + text);
    }
    return n -> range.address(n + 1);
  }

  private static IntFunction<String> podRanges(String text, int count) {
    AddressRange range = range("pod-cidr", text);
    int prefix = slicePrefix(range, count, text);
    return n -> range.slice(n, prefix);
  }

  private static AddressRange range(String option, String cidr) {
    try {
      return AddressRange.parse(cidr);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(option + ": " + e.getMessage());
    }
  }

  /** Returns the shortest prefix of parts of the range for all nodes. */
  private static int slicePrefix(AddressRange range, int count, String text) {
    int from = range.isIpv6() ? SLICE_PREFIX_6 : SLICE_PREFIX;
    int to = range.isIpv6() ? SLICE_PREFIX_6_MAX : SLICE_PREFIX_MAX;
    for (int prefix = Math.max(from, range.prefix()); prefix <= to; prefix++) {
      int bits = prefix - range.prefix();
      if (bits >= Integer.SIZE - 1 || 1 << bits >= count) {
        return prefix;
      }
    }
    throw ToolException.usage(
        "pod-cidr: must have at least 16 addresses for each of " + count + " nodes, got " + text);
  }
}
