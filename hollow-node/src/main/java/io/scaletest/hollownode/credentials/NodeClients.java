package io.scaletest.hollownode.credentials;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.Impersonation;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Opens the clients of all nodes, and owns the transports that they share until it is closed.
 * Heartbeats have an event loop and connections of their own, unless each node has its own
 * connection. Safe for use by many threads.
 */
public final class NodeClients implements AutoCloseable {
  static final String KUBELET_AGENT = "hollow-kubelet";
  static final String PROXY_AGENT = "hollow-proxy";
  private static final String PROXY_USER = "system:kube-proxy";

  /**
   * Nodes to a connection for heartbeats, at the server's usual limit of 100 streams: when the
   * server is slow, each node's renewal still finds a stream. Connections open only when needed.
   */
  private static final int HEARTBEATS_PER_CONNECTION = 100;

  /** Requests for pods and events of all nodes together. */
  private static final int REQUEST_CONNECTIONS = 8;

  /** Watches that a connection carries, at the server's usual limit of 100 streams. */
  private static final int WATCHES_PER_CONNECTION = 80;

  /** Pods' Secrets and ConfigMaps come and go beside the watches that are known beforehand. */
  private static final int SPARE_WATCH_CONNECTIONS = 32;

  /**
   * A kubelet and a kube-proxy each have one connection, for everything: watches, requests and
   * heartbeats. A second is opened only by a node whose pods refer to so many Secrets that a
   * hundred streams are not enough.
   */
  private static final int OWN_CONNECTIONS = 2;

  /** As many as nodes may want at once: registrations, and watches that begin. */
  private static final int WAITING_PER_NODE = 50;

  private static final int WAITING_MIN = 50_000;

  /** For one certificate, which takes milliseconds. */
  private static final long WORKER_LIMIT_S = 2;

  private final Identity identity;
  private final boolean perNode;
  private final CertificateSource certificates;
  private final ClientConfiguration kubelets;
  private final ClientConfiguration proxies;
  private final TransportLimits ownLimits;
  private final HttpTransport requests;
  private final HttpTransport heartbeats;
  private final HttpTransport proxyRequests;
  private final ExecutorService certificateWorker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "node-certificates");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * All transports, the two that lend their event loops first; nodes are added while others read.
   */
  private final ConcurrentLinkedDeque<HttpTransport> opened = new ConcurrentLinkedDeque<>();

  /** Where per-node certificates come from. */
  @FunctionalInterface
  interface CertificateSource {
    /** Returns {@code base} with a client certificate of the node {@code name} as its identity. */
    ClientConfiguration forNode(ClientConfiguration base, String name)
        throws ConfigurationException;
  }

  /**
   * The nodes that clients are for.
   *
   * @param names of all of them
   * @param runLabels of what is made for them
   * @param clientsEach kubelets and kube-proxies of each
   * @param watches how many watches they open together, but for pods' references
   */
  public record Nodes(
      List<String> names, Map<String, String> runLabels, int clientsEach, int watches) {
    int count() {
      return names.size();
    }
  }

  private NodeClients(
      ClientConfiguration base,
      Identity identity,
      Connections connections,
      CertificateSource certificates,
      Nodes nodes,
      Ticker ticker,
      ReplyObserver observer,
      FaultHandler faults)
      throws ConfigurationException {
    this.identity = identity;
    this.perNode = connections.perNode() || identity == Identity.PER_NODE;
    this.certificates = certificates;
    this.kubelets = base.withUserAgent(KUBELET_AGENT);
    this.proxies = base.withUserAgent(PROXY_AGENT);
    int needed = nodes.watches() / WATCHES_PER_CONNECTION + SPARE_WATCH_CONNECTIONS;
    TransportLimits limits =
        TransportLimits.defaults().toBuilder()
            .connections(
                connections.limit().orElse(REQUEST_CONNECTIONS), connections.limit().orElse(needed))
            .waiting(Math.max(WAITING_MIN, nodes.count() * WAITING_PER_NODE))
            .build();
    this.ownLimits = connections(TransportLimits.defaults(), OWN_CONNECTIONS, 0);
    this.requests = HttpTransport.open(kubelets, limits, ticker, observer, faults);
    this.heartbeats =
        HttpTransport.open(
            kubelets,
            connections(limits, 1 + nodes.count() / HEARTBEATS_PER_CONNECTION, 1),
            ticker,
            observer,
            faults);
    this.proxyRequests = requests.openBeside(proxies, limits);
    opened.addAll(List.of(requests, heartbeats, proxyRequests));
  }

  private static TransportLimits connections(TransportLimits limits, int requests, int watches) {
    return limits.toBuilder().connections(requests, watches).build();
  }

  /**
   * Refuses nodes by impersonation where the kubeconfig's user impersonates already: a request
   * counts as one user. By a certificate each, nodes are themselves; the kubeconfig's {@code as}
   * then counts only for the requests that ask for the certificates.
   */
  static void requireOneUser(ClientConfiguration base, Identity identity)
      throws ConfigurationException {
    if (identity == Identity.IMPERSONATE && base.impersonated().isPresent()) {
      throw new ConfigurationException(
          "identity: impersonate needs a kubeconfig whose user does not impersonate, got one with"
              + " as: \""
              + base.impersonated().get().name()
              + "\"");
    }
  }

  /** Opens the clients of {@code nodes}. No connection is made yet. */
  static NodeClients open(
      ClientConfiguration base,
      Identity identity,
      Connections connections,
      CertificateSource certificates,
      Nodes nodes,
      Ticker ticker,
      ReplyObserver observer,
      FaultHandler faults)
      throws ConfigurationException {
    return new NodeClients(
        base, identity, connections, certificates, nodes, ticker, observer, faults);
  }

  /** Returns how many connections nodes that share them will need, pods' references aside. */
  static long connectionsOf(int nodes, int watches) {
    return REQUEST_CONNECTIONS
        + watches / WATCHES_PER_CONNECTION
        + nodes / HEARTBEATS_PER_CONNECTION
        + 2L;
  }

  /** Returns the transport whose event loop owns the nodes. */
  public ApiTransport requests() {
    return requests;
  }

  /** Returns the transport whose event loop owns the leases. */
  public ApiTransport heartbeats() {
    return heartbeats;
  }

  /** Returns the client of what kubelets share. */
  public NodeClient shared() {
    return new NodeClient(requests, heartbeats, Optional.empty());
  }

  /** Returns the client of what kube-proxies share. */
  public NodeClient sharedProxy() {
    return new NodeClient(proxyRequests, proxyRequests, proxyUser());
  }

  /**
   * Returns the client of one node's kubelet: at once, or when a worker has made its certificate
   * and TLS, which takes milliseconds. Fails with a {@link ConfigurationException} where it cannot
   * be had.
   */
  public CompletableFuture<NodeClient> kubelet(String node) {
    return CompletableFuture.supplyAsync(
        () -> openKubelet(node), identity == Identity.PER_NODE ? certificateWorker : Runnable::run);
  }

  private NodeClient openKubelet(String node) {
    Optional<Impersonation> as =
        identity == Identity.IMPERSONATE
            ? Optional.of(
                new Impersonation(
                    NodeCertificates.NODE_USER + node, List.of(NodeCertificates.NODES_GROUP)))
            : Optional.empty();
    if (!perNode) {
      return new NodeClient(requests, heartbeats, as);
    }
    try {
      HttpTransport ofNode =
          identity == Identity.PER_NODE
              ? requests.openBeside(certificates.forNode(kubelets, node), ownLimits)
              : requests.openBeside(ownLimits);
      opened.add(ofNode);
      return new NodeClient(ofNode, ofNode, as);
    } catch (ConfigurationException e) {
      throw new CompletionException(e);
    }
  }

  /** Returns the client of one node's kube-proxy. */
  public NodeClient proxy() {
    if (!perNode) {
      return sharedProxy();
    }
    HttpTransport own = proxyRequests.openBeside(ownLimits);
    opened.add(own);
    return new NodeClient(own, own, proxyUser());
  }

  private Optional<Impersonation> proxyUser() {
    return identity == Identity.IMPERSONATE
        ? Optional.of(new Impersonation(PROXY_USER, List.of()))
        : Optional.empty();
  }

  /** Returns how many requests and watches of all nodes wait for a stream now. */
  public int waiting() {
    return opened.stream().mapToInt(each -> each.stats().waiting()).sum();
  }

  /** Returns how many connections are open. */
  public int connections() {
    return opened.stream()
        .map(HttpTransport::stats)
        .mapToInt(stats -> stats.requestConnections() + stats.watchConnections())
        .sum();
  }

  /** Closes every connection. */
  @Override
  public void close() {
    certificateWorker.shutdownNow();
    try {
      certificateWorker.awaitTermination(WORKER_LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The nodes' own first: they live on the event loops of the first two.
    opened.descendingIterator().forEachRemaining(HttpTransport::close);
  }
}
