package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.WorkLoop;
import java.util.List;
import java.util.Optional;

/**
 * The kube-proxies of all nodes of the process, with the ports that they serve together. To be
 * called with the loop's lock held, but for {@link #close}.
 */
public final class KubeProxies implements AutoCloseable {
  private final ProxyFigures figures;
  private final List<ProxyServer> servers;
  private Optional<ProxyWatches> shared = Optional.empty();

  KubeProxies(ProxyFigures figures, List<ProxyServer> servers) {
    this.figures = figures;
    this.servers = servers;
  }

  /**
   * Opens one watch of each kind for proxies that have none of their own.
   *
   * @param client of what the proxies share
   * @param ofProcess figures of the whole process
   */
  public void watchForAll(WorkLoop loop, NodeClient client, HollowFigures ofProcess) {
    ProxyWatches watches = new ProxyWatches(loop, client::stream, ofProcess, figures);
    shared = Optional.of(watches);
    watches.open();
  }

  /**
   * Makes a kube-proxy, and its link to the API server, parts of a node.
   *
   * @param client the proxy as a client
   * @param ofProcess figures of the whole process
   * @param ownWatches whether it watches for itself
   */
  public void addTo(
      NodeStates states,
      String node,
      WorkLoop loop,
      NodeClient client,
      HollowFigures ofProcess,
      boolean ownWatches) {
    new HollowProxy(loop, client, ofProcess, figures, node, ownWatches).addTo(states);
  }

  /** Ends the watches that are for all. */
  public void stopWatching() {
    shared.ifPresent(ProxyWatches::close);
  }

  /** Closes the ports. */
  @Override
  public void close() {
    servers.forEach(ProxyServer::close);
  }
}
