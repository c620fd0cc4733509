package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.NodeLink;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.NodeStates.Need;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.concurrent.TimeUnit;

/**
 * The kube-proxy of one node: posts its start event, and watches. It writes nothing else, as the
 * real one. To be called with the loop's lock held.
 */
final class HollowProxy implements NodePart {
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

  /** Client-go's event broadcaster: twelve tries, ten seconds apart. */
  private static final int ATTEMPTS = 12;

  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(10);

  /** From here on the server could not be reached or was not well; before, it has refused. */
  private static final int SERVER_ERROR = 500;

  private final WorkLoop loop;
  private final NodeLink link;
  private final HollowFigures figures;
  private final ProxyWatches watches;
  private final String node;
  private final boolean ownWatches;
  private final Alarm retry;
  private byte[] event;
  private int attempts;

  /**
   * @param client the proxy as a client
   * @param figures of the whole process
   * @param node name of its node
   * @param ownWatches whether it has watches of its own, or others of this process watch for it
   */
  public HollowProxy(
      WorkLoop loop,
      NodeClient client,
      HollowFigures figures,
      ProxyFigures proxyFigures,
      String node,
      boolean ownWatches) {
    this.loop = loop;
    this.link = new NodeLink(loop, client);
    this.figures = figures;
    this.watches = new ProxyWatches(loop, link::stream, figures, proxyFigures);
    this.node = node;
    this.ownWatches = ownWatches;
    this.retry = loop.alarm(nowNs -> post());
  }

  /** Makes this, and its link to the API server, parts of its node. */
  public void addTo(NodeStates states) {
    states.add(link.in(states), Need.NETWORK);
    states.add(this, Need.MACHINE);
  }

  @Override
  public void start() {
    attempts = 0;
    event = StartEvent.body(node, loop.wallClock().now());
    post();
    if (ownWatches) {
      watches.open();
      watches.openNode(node);
    }
  }

  /** Ends the watches. */
  @Override
  public void stop() {
    retry.cancel();
    watches.close();
  }

  private void post() {
    attempts++;
    ApiRequest request = ApiRequest.protobuf("POST", EVENTS, event);
    link.send(request, this::posted);
  }

  private void posted(ApiReply reply) {
    boolean refused = reply.status() > 0 && reply.status() < SERVER_ERROR;
    if (reply.succeeded()) {
      figures.eventsPosted.increment();
    } else if (refused || attempts >= ATTEMPTS) {
      figures.eventsDropped.increment();
      figures.failed("event of a kube-proxy", reply, "node", node);
    } else {
      retry.set(loop.nowNs() + RETRY_NS);
    }
  }
}
