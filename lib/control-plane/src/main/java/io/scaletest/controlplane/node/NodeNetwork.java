package io.scaletest.controlplane.node;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The network of a node: a pair of virtual interfaces, one end in the machine's own namespace and
 * one in the node's, and a network of the pods behind the latter. All of it vanishes with the
 * node's namespace.
 *
 * <p>The addresses are of 198.18.0.0/15, which is set aside for measurements (RFC 2544), so that no
 * network a machine is on has them.
 *
 * @param number tells the nodes of one machine apart, 0 to {@value #LAST}
 */
public record NodeNetwork(int number) {
  private static final int LAST = 255;
  private static final String INTERFACE = "scaletest";

  /** The name of the node's end, in its namespace. */
  static final String INNER_INTERFACE = "eth0";

  /**
   * Makes the pair of interfaces, with the first number that is free, and the machine's end of it.
   *
   * @param pid a process in the node's namespace
   */
  static NodeNetwork open(long pid) {
    HostCommand.Result last = null;
    for (int number = 0; number <= LAST; number++) {
      NodeNetwork network = new NodeNetwork(number);
      // Names are unique, so who makes the interface has the number.
      last =
          HostCommand.attempt(
              List.of(
                  "ip",
                  "link",
                  "add",
                  network.outer(),
                  "type",
                  "veth",
                  "peer",
                  "name",
                  INNER_INTERFACE,
                  "netns",
                  Long.toString(pid)));
      if (last.status() == 0) {
        network.setUp();
        return network;
      }
      if (!last.output().contains("exists")) {
        break;
      }
    }
    throw new ToolException(
        ControlPlaneExit.START, "no link to the node's network: " + last.output().strip());
  }

  /** Returns the file that says which interface has the name now, by its number. */
  private static Path indexFile(String name) {
    return Path.of("/sys/class/net", name, "ifindex");
  }

  /** Returns what {@link #isGone} takes. */
  String mark() throws IOException {
    return outer() + " " + Files.readString(indexFile(outer())).strip();
  }

  /** Returns whether an interface has vanished, even if another has its name by now. */
  static boolean isGone(String mark) {
    String[] nameAndIndex = mark.split(" ");
    try {
      return !Files.readString(indexFile(nameAndIndex[0])).strip().equals(nameAndIndex[1]);
    } catch (IOException noSuchInterface) {
      return true;
    }
  }

  private void setUp() {
    HostCommand.run(List.of("ip", "address", "add", machineAddress() + "/30", "dev", outer()));
    HostCommand.run(List.of("ip", "link", "set", outer(), "up"));
    HostCommand.run(
        List.of("ip", "route", "add", podNetwork(), "via", nodeAddress(), "dev", outer()));
  }

  private String outer() {
    return INTERFACE + number;
  }

  /** Returns the machine's address on the link: where the API server must listen. */
  public String machineAddress() {
    return "198.18." + number + ".1";
  }

  /** Returns the node's own address. */
  public String nodeAddress() {
    return "198.18." + number + ".2";
  }

  /** Returns the network of the pods that have one of their own. */
  String podNetwork() {
    return "198.19." + number + ".0/24";
  }
}
