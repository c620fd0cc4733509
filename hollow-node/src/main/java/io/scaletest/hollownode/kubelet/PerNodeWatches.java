package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.hollownode.pod.ObservedPod;
import io.scaletest.watching.heads.EventType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Five watches for each kubelet, with the real one's selectors. To be called with the loop's lock
 * held.
 */
final class PerNodeWatches implements NodeWatches {
  /** The real kubelet asks this often whether its own node has come, before it watches pods. */
  private static final long POLL_NS = TimeUnit.SECONDS.toNanos(1);

  private final Map<HollowKubelet, Kubelet> open = new HashMap<>();

  /** What one kubelet watches. */
  private static final class Kubelet {
    private final List<Watch> watches = new ArrayList<>(5);
    private Watch nodes;
    private Alarm poll;
    private boolean registered;
  }

  @Override
  public void begin(HollowKubelet kubelet) {
    Kubelet own = new Kubelet();
    open.put(kubelet, own);
    String mine = "metadata.name=" + kubelet.name();
    watch(kubelet, own, "/apis/storage.k8s.io/v1/csidrivers", "");
    WatchTarget nodes = WatchTarget.reflector("/api/v1/nodes", mine, "");
    own.nodes = kubelet.context().watch(nodes, new NodeSink(kubelet));
    own.watches.add(own.nodes);
    watch(kubelet, own, "/api/v1/services", "spec.clusterIP!=None");
    watch(kubelet, own, "/apis/node.k8s.io/v1/runtimeclasses", "");
    WorkLoop loop = kubelet.context().loop();
    own.poll = loop.alarm(nowNs -> poll(kubelet, own, nowNs));
    own.poll.set(loop.nowNs() + POLL_NS);
  }

  private static void watch(HollowKubelet kubelet, Kubelet own, String path, String fieldSelector) {
    WatchTarget target = WatchTarget.reflector(path, fieldSelector, "");
    own.watches.add(kubelet.context().watch(target, WatchSink.IGNORING));
  }

  private static void poll(HollowKubelet kubelet, Kubelet own, long nowNs) {
    if (!own.registered || !own.nodes.everSynced()) {
      own.poll.set(nowNs + POLL_NS);
      return;
    }
    own.poll.release();
    WatchTarget pods = WatchTarget.pods("spec.nodeName=" + kubelet.name());
    own.watches.add(kubelet.context().watch(pods, new PodSink(kubelet.pods())));
  }

  @Override
  public void registered(HollowKubelet kubelet) {
    open.get(kubelet).registered = true;
  }

  @Override
  public void end(HollowKubelet kubelet) {
    Kubelet own = open.remove(kubelet);
    if (own != null) {
      own.poll.release();
      own.watches.forEach(Watch::close);
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
