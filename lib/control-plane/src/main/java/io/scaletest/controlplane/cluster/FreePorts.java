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
 * does. Those of one draw lie together: a second control plane that starts at the same moment, and
 * binds its ports some seconds later, draws others in 499 of 500 cases. Of ports that are drawn one
 * by one, some are the same in 14 of 1,000.
 */
public final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 29_999;

  /** More than a control plane needs. */
  private static final int BLOCK = 20;

  private static final int BLOCKS = (HIGHEST + 1 - LOWEST) / BLOCK;

  /** Far more than needed unless most of the range is taken. */
  private static final int MOST_BLOCKS = 200;

  private FreePorts() {}

  /** Returns {@code count} different free ports. */
  public static List<Integer> draw(int count, RandomGenerator random) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int block = 0; held.size() < count; block++) {
        if (block == MOST_BLOCKS) {
          throw new ToolException(
              ControlPlaneExit.START,
              "no " + count + " free ports between " + LOWEST + " and " + HIGHEST);
        }
        int start = LOWEST + BLOCK * random.nextInt(BLOCKS);
        int first = random.nextInt(BLOCK);
        for (int i = 0; i < BLOCK && held.size() < count; i++) {
          tryHold(start + (first + i) % BLOCK, held);
        }
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
