package io.scaletest.hollownode.endpoints;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.hollownode.pod.NodeUsage;
import io.scaletest.hollownode.pod.PodView;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.http2.socket.Outbound;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The HTTPS server of one kubelet, as a part of its node: while the node is off, connections are
 * closed at once; while it is cut off or hangs, they are there and nothing is read from them. Safe
 * for use by many threads.
 */
final class NodeEndpoint implements NodePart {
  private final NodeContext node;
  private final NodePods pods;
  private final ServingCertificate certificate;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private volatile State state = State.OFF;
  private volatile NodeUsage usage;
  private volatile long startedSecond;

  private enum State {
    OFF,
    SILENT,
    SERVING
  }

  NodeEndpoint(NodeContext node, NodePods pods, ServingCertificate certificate) {
    this.node = node;
    this.pods = pods;
    this.certificate = certificate;
  }

  NodeContext node() {
    return node;
  }

  /** Returns the node's TLS; empty as long as there is none. */
  Optional<CompletableFuture<SslContext>> tls() {
    return certificate.tls();
  }

  @Override
  public void start() {
    certificate.start();
    startedSecond = node.loop().wallClock().now().getEpochSecond();
    usage =
        new NodeUsage(
            node.name().hashCode(),
            amount(NodeResources.CPU).milliValue() / 1e3,
            memoryBytes(),
            startedSecond);
    state = State.SERVING;
  }

  @Override
  public void pause() {
    state = State.SILENT;
    connections.forEach(connection -> connection.config().setAutoRead(false));
  }

  @Override
  public void resume() {
    state = State.SERVING;
    connections.forEach(connection -> connection.config().setAutoRead(true));
  }

  @Override
  public void stop() {
    certificate.stop();
    state = State.OFF;
    connections.forEach(Outbound::close);
  }

  /**
   * Takes a connection that was accepted.
   *
   * @return whether the machine is on; the connection is to be closed otherwise
   */
  boolean accept(Channel connection) {
    connections.add(connection);
    connection.closeFuture().addListener(closed -> connections.remove(connection));
    State now = state;
    if (now == State.SILENT) {
      connection.config().setAutoRead(false);
    }
    return now != State.OFF;
  }

  private Quantity amount(String resource) {
    return node.node().pool().resources().capacity().getOrDefault(resource, Quantity.ZERO);
  }

  double memoryBytes() {
    return amount(NodeResources.MEMORY).value();
  }

  /** Returns how the node's pods are now. */
  List<PodView> pods() {
    return locked(pods::views);
  }

  Optional<PodView> pod(String namespace, String name) {
    return locked(() -> pods.view(namespace, name));
  }

  byte[] podList(boolean running) {
    return locked(() -> pods.list(running));
  }

  NodeUsage.Sample sample() {
    return usage.sample(pods(), epochMillis() / 1e3);
  }

  /** Returns when the kubelet's process began, in seconds of the epoch. */
  long startedSecond() {
    return startedSecond;
  }

  long epochMillis() {
    return node.loop().wallClock().now().toEpochMilli();
  }

  private <T> T locked(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    node.loop().run(() -> answer.complete(question.get()));
    return answer.join();
  }
}
