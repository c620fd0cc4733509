package io.scaletest.controlplane.cluster;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws ports on loopback that nobody listens on. They lie below the range from which the kernel
 * takes the ports of outgoing connections, so that none of those takes one before its component
 * does; a second control plane that starts at the same moment draws others with near certainty.
 */
public final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 29_999;

  /** Far more than needed unless most of the range is taken. */
  private static final int MOST_DRAWS = 1_000;

  private FreePorts() {}

  /** Returns {@code count} different free ports. */
  public static List<Integer> draw(int count, RandomGenerator random) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int draw = 0; held.size() < count; draw++) {
        if (draw == MOST_DRAWS) {
          throw new ToolException(
              ControlPlaneExit.START,
              "no " + count + " free ports between " + LOWEST + " and " + HIGHEST);
        }
        tryHold(random.nextInt(LOWEST, HIGHEST + 1), held);
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  /** Returns whether nobody listens on a port of an address of this machine. */
  public static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static void tryHold(int port, List<ServerSocket> held) {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        held.add(socket);
      } catch (IOException taken) {
        socket.close();
      }
    } catch (IOException e) {
      throw new ToolException(ControlPlaneExit.START, "no socket can be opened: " + e, e);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a listening socket cannot be closed", e);
    }
  }
}
