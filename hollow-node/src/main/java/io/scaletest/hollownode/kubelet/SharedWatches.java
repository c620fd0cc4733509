package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.pod.ObservedPod;
import io.scaletest.watching.heads.EventType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One watch of each kind for all kubelets, whose events are dispatched by the node's name. The
 * pods' watch has every pod that is bound to any node, whoever's. To be called with the loop's lock
 * held.
 *
 * <p>A kubelet takes pods once its node is registered. The latest state of a pod that is bound
 * before that to one of these nodes is kept until then, whatever the order: after a restart of many
 * nodes the list of all pods comes when most of them have not begun. It costs the pods' own bytes.
 */
final class SharedWatches implements NodeWatches {
  private final WorkLoop loop;
  private final NodeClient client;
  private final HollowFigures figures;
  private final Map<String, HollowKubelet> byName = new HashMap<>();

  /** By node, of the nodes that are not registered yet: the latest of their pods, by uid. */
  private final Map<String, Map<String, byte[]>> early = new HashMap<>();

  private final List<Watch> watches = new ArrayList<>();

  /**
   * @param nodes the names of all nodes that are to begin, some time
   */
  SharedWatches(WorkLoop loop, NodeClient client, HollowFigures figures, Collection<String> nodes) {
    this.loop = loop;
    this.client = client;
    this.figures = figures;
    nodes.forEach(node -> early.put(node, Map.of()));
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
    Map<String, byte[]> pods = early.remove(kubelet.name());
    if (pods == null) {
      return;
    }
    for (byte[] pod : pods.values()) {
      ObservedPod.of(pod, 0, pod.length)
          .ifPresent(echo -> kubelet.pods().event(EventType.ADDED, echo, pod, 0, pod.length));
    }
  }

  @Override
  public void end(HollowKubelet kubelet) {
    byName.remove(kubelet.name());
    early.remove(kubelet.name());
    if (byName.isEmpty()) {
      watches.forEach(Watch::close);
      watches.clear();
    }
  }

  private final class Nodes implements WatchSink {
    /** Those whose Node has not come since the new list began. */
    private final Set<String> unseen = new HashSet<>();

    @Override
    public void relisting() {
      unseen.clear();
      byName.values().stream()
          .filter(HollowKubelet::hasNode)
          .forEach(kubelet -> unseen.add(kubelet.name()));
    }

    @Override
    public void synced() {
      for (String name : unseen) {
        HollowKubelet kubelet = byName.get(name);
        if (kubelet != null) {
          kubelet.nodeDeleted();
        }
      }
      unseen.clear();
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      ObservedNode view = ObservedNode.of(bytes, offset, length);
      unseen.remove(view.name());
      HollowKubelet kubelet = byName.get(view.name());
      if (kubelet != null) {
        kubelet.nodeEvent(type, view);
      }
    }
  }

  private final class Pods implements WatchSink {
    @Override
    public void relisting() {
      // Every pod comes again; one that does not no longer exists.
      early.replaceAll((node, pods) -> Map.of());
      takers().forEach(kubelet -> kubelet.pods().relisting());
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      ObservedPod.of(bytes, offset, length)
          .ifPresent(echo -> hand(type, echo, bytes, offset, length));
    }

    private void hand(EventType type, ObservedPod echo, byte[] bytes, int offset, int length) {
      Map<String, byte[]> pods = early.get(echo.nodeName());
      if (pods != null) {
        keep(type, echo, pods, Arrays.copyOfRange(bytes, offset, offset + length));
        return;
      }
      HollowKubelet kubelet = byName.get(echo.nodeName());
      if (kubelet != null) { // else another's node
        kubelet.pods().event(type, echo, bytes, offset, length);
      }
    }

    private void keep(EventType type, ObservedPod echo, Map<String, byte[]> pods, byte[] pod) {
      Map<String, byte[]> kept = pods.isEmpty() ? new LinkedHashMap<>() : pods;
      if (type == EventType.DELETED) {
        kept.remove(echo.uid());
      } else {
        kept.put(echo.uid(), pod);
      }
      early.put(echo.nodeName(), kept);
    }

    @Override
    public void synced() {
      takers().forEach(kubelet -> kubelet.pods().synced());
    }

    /** Returns the kubelets that take pods: those whose node is registered. */
    private List<HollowKubelet> takers() {
      return byName.values().stream().filter(each -> !early.containsKey(each.name())).toList();
    }
  }
}
