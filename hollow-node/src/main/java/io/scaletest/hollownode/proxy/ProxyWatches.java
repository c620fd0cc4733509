package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.heads.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

/**
 * The cluster-wide watches of a kube-proxy, read to their end and kept nowhere: programming the
 * rules of a machine that does not exist costs nothing. To be called with the loop's lock held.
 */
final class ProxyWatches {
  private static final WatchTarget SERVICE_CIDRS =
      WatchTarget.reflector("/apis/networking.k8s.io/v1/servicecidrs", "", "");

  /** Not those of headless Services, which have no address to forward from. */
  private static final WatchTarget ENDPOINT_SLICES =
      WatchTarget.reflector(
          "/apis/discovery.k8s.io/v1/endpointslices", "", "!service.kubernetes.io/headless");

  /** Not headless ones, nor those of another proxy. */
  private static final WatchTarget SERVICES =
      WatchTarget.reflector(
          "/api/v1/services", "spec.clusterIP!=None", "!service.kubernetes.io/service-proxy-name");

  private final WorkLoop loop;
  private final BiFunction<ApiRequest, StreamListener, StreamHandle> opener;
  private final HollowFigures figures;
  private final ProxyFigures proxyFigures;
  private final List<Watch> watches = new ArrayList<>(4);

  /**
   * Returns watches that are not open yet.
   *
   * @param opener opens a stream of the proxy's client, or of its link
   * @param figures of the whole process
   */
  public ProxyWatches(
      WorkLoop loop,
      BiFunction<ApiRequest, StreamListener, StreamHandle> opener,
      HollowFigures figures,
      ProxyFigures proxyFigures) {
    this.loop = loop;
    this.opener = opener;
    this.figures = figures;
    this.proxyFigures = proxyFigures;
  }

  /** Opens the watches over the cluster, in the order in which kube-proxy does. */
  public void open() {
    open(SERVICE_CIDRS, new LongAdder());
    open(ENDPOINT_SLICES, proxyFigures.endpointSliceChanges);
    open(SERVICES, proxyFigures.serviceChanges);
  }

  /** Opens the watch of the proxy's own node. */
  void openNode(String node) {
    open(WatchTarget.reflector("/api/v1/nodes", "metadata.name=" + node, ""), new LongAdder());
  }

  private void open(WatchTarget target, LongAdder changes) {
    proxyFigures.watches.increment();
    WatchSink counting =
        new WatchSink() {
          private boolean synced;

          @Override
          public void event(EventType type, byte[] bytes, int offset, int length) {
            proxyFigures.changed(changes, loop.nowNs());
          }

          @Override
          public void synced() {
            if (!synced) {
              synced = true;
              proxyFigures.synced.increment();
            }
          }
        };
    watches.add(Watch.open(loop, opener, target, counting, figures));
  }

  /** Ends the watches. Idempotent. */
  public void close() {
    watches.forEach(Watch::close);
    watches.clear();
  }
}
