package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.hollownode.pod.ObservedPod;
import io.scaletest.watching.heads.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Five watches for each kubelet, with the real one's selectors. To be called with the loop's lock
 * held.
 */
final class PerNodeWatches implements NodeWatches {
  /** The real kubelet asks this often whether its own node has come, before it watches pods. */
  private static final long POLL_NS = TimeUnit.SECONDS.toNanos(1);

  private final boolean pods;

  PerNodeWatches(boolean pods) {
    this.pods = pods;
  }

  @Override
  public NodePart of(HollowKubelet kubelet) {
    return new Kubelet(kubelet, pods);
  }

  /** What one kubelet watches. */
  private static final class Kubelet implements NodePart {
    private final HollowKubelet kubelet;
    private final boolean watchesPods;
    private final WorkLoop loop;
    private final Alarm poll;
    private final List<Watch> watches = new ArrayList<>(5);
    private Watch nodes;
    private boolean registered;

    Kubelet(HollowKubelet kubelet, boolean watchesPods) {
      this.kubelet = kubelet;
      this.watchesPods = watchesPods;
      this.loop = kubelet.context().loop();
      this.poll = loop.alarm(this::poll);
    }

    @Override
    public void start() {
      registered = false;
      String mine = "metadata.name=" + kubelet.name();
      watch("/apis/storage.k8s.io/v1/csidrivers", "");
      WatchTarget target = WatchTarget.reflector("/api/v1/nodes", mine, "");
      nodes = kubelet.context().watch(target, new NodeSink(kubelet));
      watches.add(nodes);
      watch("/api/v1/services", "spec.clusterIP!=None");
      watch("/apis/node.k8s.io/v1/runtimeclasses", "");
      if (watchesPods) {
        poll.set(loop.nowNs() + POLL_NS);
      }
    }

    private void watch(String path, String fieldSelector) {
      WatchTarget target = WatchTarget.reflector(path, fieldSelector, "");
      watches.add(kubelet.context().watch(target, WatchSink.IGNORING));
    }

    private void poll(long nowNs) {
      if (!registered || !nodes.everSynced()) {
        poll.set(nowNs + POLL_NS);
        return;
      }
      WatchTarget pods = WatchTarget.pods("spec.nodeName=" + kubelet.name());
      watches.add(kubelet.context().watch(pods, new PodSink(kubelet.pods())));
    }

    @Override
    public void registered() {
      registered = true;
    }

    @Override
    public void stop() {
      poll.cancel();
      watches.forEach(Watch::close);
      watches.clear();
    }
  }

  private static final class NodeSink implements WatchSink {
    private final HollowKubelet kubelet;
    private boolean unseen;

    NodeSink(HollowKubelet kubelet) {
      this.kubelet = kubelet;
    }

    @Override
    public void relisting() {
      unseen = kubelet.hasNode();
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      unseen = false;
      kubelet.nodeEvent(type, ObservedNode.of(bytes, offset, length));
    }

    @Override
    public void synced() {
      if (unseen) {
        unseen = false;
        kubelet.nodeDeleted();
      }
    }
  }

  private record PodSink(NodePods pods) implements WatchSink {
    @Override
    public void relisting() {
      pods.relisting();
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      ObservedPod.of(bytes, offset, length)
          .ifPresent(echo -> pods.event(type, echo, bytes, offset, length));
    }

    @Override
    public void synced() {
      pods.synced();
    }
  }
}
