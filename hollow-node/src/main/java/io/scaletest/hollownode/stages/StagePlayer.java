package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.watching.heads.EventType;
import io.scaletest.wire.json.JsonTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Plays the stages of all nodes of the process, and opens the watches that this takes: in JSON, as
 * templates and selectors need objects whole. To be called with the loop's lock held; nothing
 * blocks.
 */
public final class StagePlayer {
  private final Stages stages;
  private final WorkLoop loop;
  private final HollowFigures figures;
  private final boolean watchPerNode;
  private final NodeClient shared;
  private final long seed;
  private final Instant startTime;
  private final Map<String, StagedNode> running = new HashMap<>();
  private final Map<StagedNode, List<Watch>> watches = new HashMap<>();

  /** What the shared watches said of nodes that are to begin: each pod's latest, by its uid. */
  private final Map<String, Map<String, Map<String, Object>>> waiting = new HashMap<>();

  private final Map<String, Map<String, Object>> waitingNodes = new HashMap<>();
  private final Map<String, StagedNode> byName = new HashMap<>();
  private final List<Watch> sharedWatches = new ArrayList<>(2);

  /**
   * @param watchPerNode whether each node watches for itself
   * @param shared the client of the watches that all share otherwise
   * @param nodes the names of all nodes that are to begin, some time
   * @param seed of all that is drawn
   */
  public StagePlayer(
      Stages stages,
      WorkLoop loop,
      HollowFigures figures,
      boolean watchPerNode,
      NodeClient shared,
      Collection<String> nodes,
      long seed) {
    this.stages = stages;
    this.loop = loop;
    this.figures = figures;
    this.watchPerNode = watchPerNode;
    this.shared = shared;
    this.seed = seed;
    this.startTime = loop.wallClock().now();
    nodes.forEach(node -> waiting.put(node, new LinkedHashMap<>(0)));
  }

  /** Returns the part of a node that plays its stages. */
  public NodePart of(NodeContext context, CachedNode cached) {
    StagedNode node = new StagedNode(this, context, cached);
    byName.put(context.name(), node);
    return node;
  }

  public Stages stages() {
    return stages;
  }

  Instant startTime() {
    return startTime;
  }

  Lifecycle lifecycle(ObjectKind kind) {
    return stages.of(kind);
  }

  SplittableRandom random(String object) {
    long key = 0;
    for (int i = 0; i < object.length(); i++) {
      key = 31 * key + object.charAt(i);
    }
    return new SplittableRandom(new SplittableRandom(seed ^ key).nextLong());
  }

  void started(StagedNode node) {
    running.put(node.name(), node);
    if (!watchPerNode && sharedWatches.isEmpty()) {
      if (stages.hasNodes()) {
        openShared(WatchTarget.reflector("/api/v1/nodes", "", ""), new SharedNodes());
      }
      if (stages.hasPods()) {
        openShared(WatchTarget.pods("spec.nodeName!="), new SharedPods());
      }
    }
    Map<String, Object> itself = waitingNodes.remove(node.name());
    if (itself != null) {
      node.nodeEvent(EventType.ADDED, itself);
    }
    Map<String, Map<String, Object>> pods = waiting.remove(node.name());
    if (pods != null) {
      pods.values().forEach(pod -> node.podEvent(EventType.ADDED, pod));
    }
  }

  private void openShared(WatchTarget target, WatchSink sink) {
    sharedWatches.add(Watch.openJson(loop, shared::streamJson, target, sink, figures));
  }

  void registered(StagedNode node) {
    if (!watchPerNode) {
      return;
    }
    List<Watch> own = watches.computeIfAbsent(node, first -> new ArrayList<>(2));
    if (stages.hasNodes()) {
      WatchTarget target =
          WatchTarget.reflector("/api/v1/nodes", "metadata.name=" + node.name(), "");
      own.add(node.context().watchJson(target, new NodeOf(node)));
    }
    if (stages.hasPods()) {
      WatchTarget target = WatchTarget.pods("spec.nodeName=" + node.name());
      own.add(node.context().watchJson(target, new PodsOf(node)));
    }
  }

  void stopped(StagedNode node) {
    running.remove(node.name());
    List<Watch> own = watches.remove(node);
    if (own != null) {
      own.forEach(Watch::close);
    }
    if (running.isEmpty()) {
      sharedWatches.forEach(Watch::close);
      sharedWatches.clear();
    }
  }

  private record NodeOf(StagedNode node) implements WatchSink {
    @Override
    public void object(EventType type, Map<String, Object> object) {
      node.nodeEvent(type, object);
    }
  }

  private record PodsOf(StagedNode node) implements WatchSink {
    @Override
    public void relisting() {
      node.podsRelisting();
    }

    @Override
    public void object(EventType type, Map<String, Object> object) {
      node.podEvent(type, object);
    }

    @Override
    public void synced() {
      node.podsSynced();
    }
  }

  private final class SharedNodes implements WatchSink {
    @Override
    public void object(EventType type, Map<String, Object> object) {
      String name = JsonTree.text(object, "metadata", "name");
      StagedNode node = byName.get(name);
      if (node != null) {
        node.nodeEvent(type, object);
      } else if (type == EventType.DELETED) {
        waitingNodes.remove(name);
      } else if (waiting.containsKey(name)) {
        waitingNodes.put(name, object);
      }
    }
  }

  private final class SharedPods implements WatchSink {
    @Override
    public void relisting() {
      waiting.values().forEach(Map::clear);
      byName.values().forEach(StagedNode::podsRelisting);
    }

    @Override
    public void object(EventType type, Map<String, Object> object) {
      String name = JsonTree.text(object, "spec", "nodeName");
      StagedNode node = byName.get(name);
      Map<String, Map<String, Object>> backlog = waiting.get(name);
      if (node != null) {
        node.podEvent(type, object);
      } else if (backlog != null && type == EventType.DELETED) {
        backlog.remove(JsonTree.text(object, "metadata", "uid"));
      } else if (backlog != null) {
        backlog.put(JsonTree.text(object, "metadata", "uid"), object);
      }
    }

    @Override
    public void synced() {
      byName.values().forEach(StagedNode::podsSynced);
    }
  }
}
