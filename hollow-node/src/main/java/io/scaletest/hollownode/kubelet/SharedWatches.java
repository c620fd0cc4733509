package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeLink;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.node.WorkLoop;
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
 * <p>A kubelet takes pods once its node is registered, and none while its node is cut off or
 * powered off. The latest state of a pod that is bound to it meanwhile is kept until then, whatever
 * the order: after a restart of many nodes the list of all pods comes when most of them have not
 * begun. It costs the pods' own bytes.
 */
final class SharedWatches implements NodeWatches {
  private final boolean watchesPods;
  private final WorkLoop loop;
  private final NodeClient client;
  private final HollowFigures figures;
  private final Map<String, Kubelet> byName = new HashMap<>();

  /** By node, of the nodes that take no events now: what has come for them. */
  private final Map<String, Backlog> backlogs = new HashMap<>();

  private final List<Watch> watches = new ArrayList<>();

  /** Whether the list of all pods has begun and not ended. */
  private boolean listingPods;

  /**
   * @param watchesPods whether pods are among what is watched
   * @param nodes the names of all nodes that are to begin, some time
   */
  SharedWatches(
      boolean watchesPods,
      WorkLoop loop,
      NodeClient client,
      HollowFigures figures,
      Collection<String> nodes) {
    this.watchesPods = watchesPods;
    this.loop = loop;
    this.client = client;
    this.figures = figures;
    nodes.forEach(node -> backlogs.put(node, new Backlog(true)));
  }

  /** A pod's event that is kept. */
  private record Kept(EventType type, byte[] bytes) {}

  /** The events for a node that takes none now: the latest of each object. */
  private static final class Backlog {
    /** Whether it has every pod of the node, and not only those that changed. */
    private boolean whole;

    private Map<String, Kept> pods = Map.of();
    private Runnable node = () -> {};

    Backlog(boolean whole) {
      this.whole = whole;
    }

    void relisting() {
      whole = true;
      pods = Map.of();
    }

    void keepPod(EventType type, ObservedPod echo, byte[] pod) {
      if (pods.isEmpty()) {
        pods = new LinkedHashMap<>();
      }
      if (type == EventType.DELETED && whole) {
        pods.remove(echo.uid());
      } else {
        pods.put(echo.uid(), new Kept(type, pod));
      }
    }
  }

  @Override
  public NodePart of(HollowKubelet kubelet) {
    return new Kubelet(kubelet);
  }

  /** The part that one kubelet has in the watches. */
  private final class Kubelet implements NodePart {
    private final HollowKubelet kubelet;
    private boolean registered;

    Kubelet(HollowKubelet kubelet) {
      this.kubelet = kubelet;
    }

    @Override
    public void start() {
      registered = false;
      byName.put(kubelet.name(), this);
      if (watches.isEmpty()) {
        open(WatchTarget.reflector("/api/v1/nodes", "", ""), new Nodes());
        open(WatchTarget.reflector("/api/v1/services", "spec.clusterIP!=None", ""));
        open(WatchTarget.reflector("/apis/storage.k8s.io/v1/csidrivers", "", ""));
        open(WatchTarget.reflector("/apis/node.k8s.io/v1/runtimeclasses", "", ""));
        if (watchesPods) {
          open(WatchTarget.pods("spec.nodeName!="), new Pods());
        }
      }
    }

    @Override
    public void registered() {
      registered = true;
      if (kubelet.context().link().isUp()) {
        catchUp();
      }
    }

    @Override
    public void pause() {
      backlogs.computeIfAbsent(kubelet.name(), name -> new Backlog(false));
    }

    /** Watches of its own would come again in the course of seconds, too. */
    @Override
    public void resume() {
      NodeLink link = kubelet.context().link();
      link.after(
          loop.random().nextLong(NodeLink.SPREAD_NS),
          () -> {
            if (registered && link.isUp()) {
              catchUp();
            }
          });
    }

    private void catchUp() {
      Backlog backlog = backlogs.remove(kubelet.name());
      if (backlog == null) {
        return;
      }
      backlog.node.run();
      if (backlog.whole) {
        kubelet.pods().relisting();
      }
      for (Kept pod : backlog.pods.values()) {
        ObservedPod.of(pod.bytes(), 0, pod.bytes().length)
            .ifPresent(
                echo -> kubelet.pods().event(pod.type(), echo, pod.bytes(), 0, pod.bytes().length));
      }
      if (!listingPods) {
        kubelet.pods().synced();
      }
    }

    /** Takes an event of the Node, or keeps it while nothing gets through. */
    private void takeNode(Runnable event) {
      Backlog backlog = registered ? backlogs.get(kubelet.name()) : null;
      if (backlog == null) {
        event.run();
      } else {
        backlog.node = event;
      }
    }

    @Override
    public void stop() {
      byName.remove(kubelet.name());
      registered = false;
      if (byName.isEmpty()) {
        watches.forEach(Watch::close);
        watches.clear();
      }
      backlogs.computeIfAbsent(kubelet.name(), name -> new Backlog(false));
    }
  }

  private void open(WatchTarget target) {
    open(target, WatchSink.IGNORING);
  }

  private void open(WatchTarget target, WatchSink sink) {
    watches.add(Watch.open(loop, client::stream, target, sink, figures));
  }

  private final class Nodes implements WatchSink {
    /** Those whose Node has not come since the new list began. */
    private final Set<String> unseen = new HashSet<>();

    @Override
    public void relisting() {
      unseen.clear();
      byName.values().stream()
          .map(each -> each.kubelet)
          .filter(HollowKubelet::hasNode)
          .forEach(kubelet -> unseen.add(kubelet.name()));
    }

    @Override
    public void synced() {
      for (String name : unseen) {
        Kubelet kubelet = byName.get(name);
        if (kubelet != null) {
          kubelet.takeNode(kubelet.kubelet::nodeDeleted);
        }
      }
      unseen.clear();
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      ObservedNode view = ObservedNode.of(bytes, offset, length);
      unseen.remove(view.name());
      Kubelet kubelet = byName.get(view.name());
      if (kubelet != null) {
        kubelet.takeNode(() -> kubelet.kubelet.nodeEvent(type, view));
      }
    }
  }

  private final class Pods implements WatchSink {
    @Override
    public void relisting() {
      // Every pod comes again; one that does not no longer exists.
      listingPods = true;
      backlogs.values().forEach(Backlog::relisting);
      takers().forEach(kubelet -> kubelet.pods().relisting());
    }

    @Override
    public void event(EventType type, byte[] bytes, int offset, int length) {
      ObservedPod.of(bytes, offset, length)
          .ifPresent(echo -> hand(type, echo, bytes, offset, length));
    }

    private void hand(EventType type, ObservedPod echo, byte[] bytes, int offset, int length) {
      Backlog backlog = backlogs.get(echo.nodeName());
      if (backlog != null) {
        backlog.keepPod(type, echo, Arrays.copyOfRange(bytes, offset, offset + length));
        return;
      }
      Kubelet part = byName.get(echo.nodeName());
      if (part != null) { // else another's node
        part.kubelet.pods().event(type, echo, bytes, offset, length);
      }
    }

    @Override
    public void synced() {
      listingPods = false;
      takers().forEach(kubelet -> kubelet.pods().synced());
    }

    /** Returns the kubelets that take pods now. */
    private List<HollowKubelet> takers() {
      return byName.values().stream()
          .map(each -> each.kubelet)
          .filter(each -> !backlogs.containsKey(each.name()))
          .toList();
    }
  }
}
