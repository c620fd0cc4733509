package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.NodeView;
import io.scaletest.hollownode.pod.PodEcho;
import io.scaletest.hollownode.watch.EventType;
import io.scaletest.hollownode.watch.Watch;
import io.scaletest.hollownode.watch.WatchSink;
import io.scaletest.hollownode.watch.WatchTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All kubelets share one watch of each kind; what it tells is handed to the kubelet that it is for.
 * The pods' watch has every pod that is bound to any node, whoever's.
 */
public final class SharedWatches implements NodeWatches {
  private final WorkLoop loop;
  private final NodeClient client;
  private final HollowFigures figures;
  private final Map<String, HollowKubelet> byName = new HashMap<>();

  private final List<Watch> watches = new ArrayList<>();

  public SharedWatches(WorkLoop loop, NodeClient client, HollowFigures figures) {
    this.loop = loop;
    this.client = client;
    this.figures = figures;
  }

  @Override
  public void begin(HollowKubelet kubelet) {
    byName.put(kubelet.name(), kubelet);
    if (watches.isEmpty()) {
      open(WatchTarget.reflector("/api/v1/nodes", "", ""), new Nodes());
      open(WatchTarget.reflector("/api/v1/services", "spec.clusterIP!=None", ""));
      open(WatchTarget.reflector("/apis/storage.k8s.io/v1/csidrivers", "", ""));
      open(WatchTarget.reflector("/apis/node.k8s.io/v1/runtimeclasses", "", ""));
      open(WatchTarget.pods("spec.nodeName!="), new Pods());
    }
  }

  private void open(WatchTarget target) {
    open(target, WatchSink.IGNORING);
  }

  private void open(WatchTarget target, WatchSink sink) {
    watches.add(Watch.open(loop, client, target, sink, figures));
  }

  @Override
  public void registered(HollowKubelet kubelet) {
    // Its pods may have come already: they are taken when their node is there, not before.
  }

  @Override
  public void end(HollowKubelet kubelet) {
    byName.remove(kubelet.name());
    if (byName.isEmpty()) {
      watches.forEach(Watch::close);
      watches.clear();
    }
  }

  private final class Nodes implements WatchSink {
    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      if (type == EventType.DELETED) {
        return;
      }
      NodeView view = NodeView.of(bytes, offset, length);
      HollowKubelet kubelet = byName.get(view.name());
      if (kubelet != null) {
        kubelet.seen(view);
      }
    }
  }

  private final class Pods implements WatchSink {
    @Override
    public void relisting() {
      byName.values().forEach(kubelet -> kubelet.pods().relisting());
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      PodEcho.of(bytes, offset, length).ifPresent(echo -> hand(type, echo, bytes, offset, length));
    }

    private void hand(EventType type, PodEcho echo, byte[] bytes, int offset, int length) {
      HollowKubelet kubelet = byName.get(echo.nodeName());
      if (kubelet != null) { // else another's node
        kubelet.pods().event(type, echo, bytes, offset, length);
      }
    }

    @Override
    public void synced() {
      byName.values().forEach(kubelet -> kubelet.pods().synced());
    }
  }
}
