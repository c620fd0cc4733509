package io.scaletest.hollownode.endpoints;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.http2.socket.SocketKind;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The HTTPS servers of all kubelets of the process. A node is found by the port that was connected
 * to, and where several nodes have one port, by the address. Safe for use by many threads.
 */
public final class KubeletServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final long CLOSE_LIMIT_MS = 2_000;

  private final EventLoopGroup loops = SocketKind.best().eventLoops(THREADS, "kubelet-endpoints");
  private final ExecutorService certificates =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "kubelet-certificates");
            thread.setDaemon(true);
            return thread;
          });
  private final KubeletAuth auth;
  private final Settings settings;
  private final List<Channel> listening = new ArrayList<>();

  /** By port, then by address. */
  private final Map<Integer, Map<String, NodeEndpoint>> endpoints = new ConcurrentHashMap<>();

  /**
   * What all kubelets have in common.
   *
   * @param clientAuthority certificates that sign those of clients; empty for none
   * @param requestCertificates whether kubelets ask the cluster for their serving certificates;
   *     they sign themselves otherwise
   * @param readOnlyPort where everybody may read, in plain HTTP; empty for nowhere
   */
  public record Settings(
      List<X509Certificate> clientAuthority,
      boolean requestCertificates,
      OptionalInt readOnlyPort) {
    public Settings {
      clientAuthority = List.copyOf(clientAuthority);
    }
  }

  private KubeletServer(Settings settings) {
    this.auth = new KubeletAuth(settings.clientAuthority());
    this.settings = settings;
  }

  /**
   * Starts to listen; nodes that nobody serves yet close their connections.
   *
   * @param nodes that are to be served some time
   * @param whenTaken the status with which the tool ends if a port cannot be had
   */
  public static KubeletServer open(
      Collection<NodeDescription> nodes, Settings settings, ExitStatus whenTaken) {
    KubeletServer server = new KubeletServer(settings);
    try {
      Set<Integer> ports = new HashSet<>();
      nodes.forEach(node -> ports.add(node.kubeletPort()));
      settings.readOnlyPort().ifPresent(ports::add);
      for (int port : ports) {
        server.endpoints.put(port, new ConcurrentHashMap<>());
        server.listen(port, whenTaken);
      }
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void listen(int port, ExitStatus whenTaken) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(SocketKind.best().serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 1_024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accept(accepted);
                  }
                })
            .bind(port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new ToolException(
          whenTaken,
          (settings.readOnlyPort().equals(OptionalInt.of(port))
                  ? "kubelet-read-only-port: "
                  : "kubelet-port: ")
              + port
              + " cannot be listened on: "
              + SocketKind.bindFailure(bound.cause()),
          bound.cause());
    }
    listening.add(bound.channel());
  }

  /** Returns what serves a node, to be made a part of it. */
  public NodePart serve(NodeContext node, NodePods pods) {
    NodeDescription description = node.node();
    ServingCertificate certificate =
        settings.requestCertificates()
            ? new RequestedCertificate(node, certificates)
            : new SelfSignedCertificate(node, certificates);
    NodeEndpoint endpoint = new NodeEndpoint(node, pods, certificate);
    for (String ip : description.internalIps()) {
      endpoints.get(description.kubeletPort()).put(normal(ip), endpoint);
      settings.readOnlyPort().ifPresent(port -> endpoints.get(port).put(normal(ip), endpoint));
    }
    return endpoint;
  }

  private static String normal(String ip) {
    return new InetSocketAddress(ip, 0).getAddress().getHostAddress();
  }

  private Optional<NodeEndpoint> endpoint(InetSocketAddress local) {
    Map<String, NodeEndpoint> byAddress = endpoints.get(local.getPort());
    NodeEndpoint own = byAddress.get(local.getAddress().getHostAddress());
    if (own == null && byAddress.values().stream().distinct().count() == 1) {
      own = byAddress.values().iterator().next();
    }
    return Optional.ofNullable(own);
  }

  private void accept(Channel connection) {
    InetSocketAddress local = (InetSocketAddress) connection.localAddress();
    Optional<NodeEndpoint> endpoint = endpoint(local);
    if (endpoint.isEmpty() || !endpoint.get().accept(connection)) {
      connection.config().setOption(ChannelOption.SO_LINGER, 0); // as a port without a listener
      Outbound.close(connection);
      return;
    }
    if (settings.readOnlyPort().equals(OptionalInt.of(local.getPort()))) {
      KubeletConnection.installReadOnly(connection, endpoint.get());
      return;
    }
    endpoint
        .get()
        .tls()
        .ifPresentOrElse(
            tls -> accept(connection, endpoint.get(), tls), () -> Outbound.close(connection));
  }

  private void accept(
      Channel connection, NodeEndpoint endpoint, CompletableFuture<SslContext> tls) {
    if (tls.isDone()) {
      KubeletConnection.install(connection, tls.join(), endpoint, auth);
      return;
    }
    boolean reading = connection.config().isAutoRead();
    connection.config().setAutoRead(false);
    var unused =
        tls.whenCompleteAsync(
            (context, fault) -> {
              if (fault == null) {
                KubeletConnection.install(connection, context, endpoint, auth);
                connection.config().setAutoRead(reading);
              } else {
                connection.pipeline().fireExceptionCaught(fault);
                Outbound.close(connection);
              }
            },
            connection.eventLoop());
  }

  @Override
  public void close() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    certificates.shutdownNow();
    loops
        .shutdownGracefully(0, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * CLOSE_LIMIT_MS);
  }
}
