package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.watching.heads.EventType;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The cluster-wide watches of a kube-proxy, read to their end and kept nowhere: programming the
 * rules of a machine that does not exist costs nothing. To be called with the loop's lock held.
 */
public final class ProxyWatches {
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

  private final List<Watch> watches;

  private ProxyWatches(List<Watch> watches) {
    this.watches = watches;
  }

  /** Opens the watches, in the order in which kube-proxy does. */
  public static ProxyWatches open(
      WorkLoop loop, NodeClient client, HollowFigures figures, ProxyFigures proxyFigures) {
    return new ProxyWatches(
        List.of(
            watch(loop, client, SERVICE_CIDRS, new LongAdder(), figures, proxyFigures),
            watch(
                loop,
                client,
                ENDPOINT_SLICES,
                proxyFigures.endpointSliceChanges,
                figures,
                proxyFigures),
            watch(loop, client, SERVICES, proxyFigures.serviceChanges, figures, proxyFigures)));
  }

  /** Opens a watch whose events are counted as {@code changes}. */
  static Watch watch(
      WorkLoop loop,
      NodeClient client,
      WatchTarget target,
      LongAdder changes,
      HollowFigures figures,
      ProxyFigures proxyFigures) {
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
    return Watch.open(loop, client, target, counting, figures);
  }

  public void close() {
    watches.forEach(Watch::close);
  }
}
