package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.concurrent.TimeUnit;

/**
 * The kube-proxy of one node: posts its start event, and watches. It writes nothing else, as the
 * real one. To be called with the loop's lock held.
 */
public final class HollowProxy {
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

  /** Client-go's event broadcaster: twelve tries, ten seconds apart. */
  private static final int ATTEMPTS = 12;

  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(10);

  /** From here on the server could not be reached or was not well; before, it has refused. */
  private static final int SERVER_ERROR = 500;

  private final WorkLoop loop;
  private final NodeClient client;
  private final HollowFigures figures;
  private final ProxyWatches watches;
  private final String node;
  private final Alarm retry;
  private byte[] event;
  private int attempts;
  private boolean stopped;

  /**
   * @param client the proxy as a client
   * @param figures of the whole process
   * @param node name of its node
   */
  public HollowProxy(
      WorkLoop loop,
      NodeClient client,
      HollowFigures figures,
      ProxyFigures proxyFigures,
      String node) {
    this.loop = loop;
    this.client = client;
    this.figures = figures;
    this.watches = new ProxyWatches(loop, client, figures, proxyFigures);
    this.node = node;
    this.retry = loop.alarm(nowNs -> post());
  }

  /**
   * Starts.
   *
   * @param ownWatches whether it has watches of its own, or others of this process watch for it
   */
  public void start(boolean ownWatches) {
    event = StartEvent.body(node, loop.wallClock().now());
    post();
    if (ownWatches) {
      watches.open();
      watches.openNode(node);
    }
  }

  /** Ends the watches. */
  public void stop() {
    stopped = true;
    retry.release();
    watches.close();
  }

  private void post() {
    attempts++;
    ApiRequest request = ApiRequest.protobuf("POST", EVENTS, event);
    client.send(request, loop.onReply(this::posted));
  }

  private void posted(ApiReply reply) {
    if (stopped) {
      return;
    }
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
