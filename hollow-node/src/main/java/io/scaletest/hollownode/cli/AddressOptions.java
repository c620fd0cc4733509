package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.pod.PodAddresses;
import io.scaletest.watching.address.OwnAddress;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The addresses of the nodes and of their pods. */
final class AddressOptions {
  /** A node of the usual 110 pods gets the usual 254 addresses, where the range allows that. */
  private static final int SLICE_PREFIX = 24;

  private static final int SLICE_PREFIX_MAX = 28;
  private static final int ADDRESS_BITS = 32;
  private static final Pattern ADDRESS =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  @Option(
      names = {"-pod-cidr", "--pod-cidr"},
      paramLabel = "<range>",
      defaultValue = "10.128.0.0/9",
      description =
          "Pods' addresses where a Node names no podCIDR, a part for each node"
              + " (default: ${DEFAULT-VALUE}).")
  private String podCidr = "10.128.0.0/9";

  @Option(
      names = {"-node-ip", "--node-ip"},
      paramLabel = "<address|range>",
      defaultValue = "",
      description =
          "InternalIP of the nodes: one for all, or a range of which each gets one (default: this"
              + " machine's address).")
  private String nodeIp = "";

  /** The addresses of a number of nodes, each found by the node's number, from 0 on. */
  interface Addresses {
    /** Returns the InternalIP of a node. */
    String ofNode(int n);

    /** Returns the range of a node's pods. */
    String podRange(int n);
  }

  /**
   * Returns the addresses of {@code count} nodes.
   *
   * @throws ToolException if a range cannot be read or is too small
   */
  Addresses of(int count) {
    PodAddresses range = range("pod-cidr", podCidr);
    int prefix = slicePrefix(range, count);
    boolean ipRange = nodeIp.contains("/");
    PodAddresses ips = ipRange ? range("node-ip", nodeIp) : null;
    if (ipRange && ips.size() < count + 2) {
      throw ToolException.usage(
          "node-ip: must have an address for each of " + count + " nodes, got " + nodeIp);
    }
    if (!nodeIp.isEmpty() && !ipRange && !ADDRESS.matcher(nodeIp).matches()) {
      throw ToolException.usage(
          "node-ip: must be an IPv4 address like 192.0.2.7 or a range like 10.64.0.0/16, got "
              + nodeIp);
    }
    String ip = nodeIp.isEmpty() ? OwnAddress.find() : nodeIp;
    return new Addresses() {
      @Override
      public String ofNode(int n) {
        return ipRange ? ips.slice(n + 1, ADDRESS_BITS).split("/", -1)[0] : ip;
      }

      @Override
      public String podRange(int n) {
        return range.slice(n, prefix);
      }
    };
  }

  private static PodAddresses range(String option, String cidr) {
    try {
      return new PodAddresses(cidr);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(option + ": " + e.getMessage());
    }
  }

  /** Returns the shortest prefix of parts of the range for all nodes. */
  private int slicePrefix(PodAddresses range, int count) {
    for (int prefix = SLICE_PREFIX; prefix <= SLICE_PREFIX_MAX; prefix++) {
      if (range.size() >>> ADDRESS_BITS - prefix >= count) {
        return prefix;
      }
    }
    throw ToolException.usage(
        "pod-cidr: must have at least 16 addresses for each of "
            + count
            + " nodes, got "
            + podCidr);
  }
}
