package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.watch.Watch;
import io.scaletest.hollownode.watch.WatchSink;
import io.scaletest.hollownode.watch.WatchTarget;
import io.scaletest.watching.heads.EventType;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The watches over the whole cluster that every kube-proxy has, read to their end and kept nowhere:
 * programming the rules of a machine that does not exist costs nothing. To be touched under the
 * loop's lock.
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
  public static ProxyWatches open(ProxySite site) {
    ProxyFigures figures = site.proxyFigures();
    return new ProxyWatches(
        List.of(
            watch(site, SERVICE_CIDRS, new LongAdder()),
            watch(site, ENDPOINT_SLICES, figures.endpointSliceChanges),
            watch(site, SERVICES, figures.serviceChanges)));
  }

  static Watch watch(ProxySite site, WatchTarget target, LongAdder changes) {
    ProxyFigures figures = site.proxyFigures();
    figures.watches.increment();
    WatchSink counting =
        new WatchSink() {
          private boolean synced;

          @Override
          public void event(EventType type, byte[] bytes, int offset, int length) {
            figures.changed(changes, site.loop().nowNs());
          }

          @Override
          public void synced() {
            if (!synced) {
              synced = true;
              figures.synced.increment();
            }
          }
        };
    return Watch.open(site.loop(), site.client(), target, counting, site.figures());
  }

  public void close() {
    watches.forEach(Watch::close);
  }
}
