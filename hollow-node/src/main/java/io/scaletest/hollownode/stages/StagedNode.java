package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.hollownode.pod.PodAddresses;
import io.scaletest.watching.heads.EventType;
import io.scaletest.wire.json.JsonTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The part of one node that plays stages: on its pods, on its Node, or on both. Begins when the
 * node is registered; what the watches say before is kept. To be called with the loop's lock held;
 * nothing blocks.
 */
final class StagedNode implements NodePart {
  private final StagePlayer player;
  private final NodeContext context;
  private final CachedNode cached;
  private final Map<String, StagedObject> objects = new HashMap<>(4);
  private final Set<String> unseenPods = new HashSet<>(0);
  private List<String> hostAddresses;
  private List<String> ranges = List.of();
  private PodAddresses addresses = PodAddresses.of(List.of());
  private boolean registered;
  private boolean connected;

  StagedNode(StagePlayer player, NodeContext context, CachedNode cached) {
    this.player = player;
    this.context = context;
    this.cached = cached;
    this.hostAddresses = context.node().internalIps();
  }

  NodeContext context() {
    return context;
  }

  WorkLoop loop() {
    return context.loop();
  }

  String name() {
    return context.name();
  }

  int kubeletPort() {
    return context.node().kubeletPort();
  }

  Instant now() {
    return context.loop().wallClock().now();
  }

  Instant startTime() {
    return player.startTime();
  }

  Lifecycle lifecycle(ObjectKind kind) {
    return player.lifecycle(kind);
  }

  /** Returns the draws of one object: the same in each run. */
  SplittableRandom random(String object) {
    return player.random(object);
  }

  boolean isPlaying() {
    return registered && connected;
  }

  @Override
  public void start() {
    registered = false;
    connected = true;
    player.started(this);
  }

  /** Plays from now on. */
  @Override
  public void registered() {
    registered = true;
    player.registered(this);
    resumeAll();
  }

  @Override
  public void pause() {
    connected = false;
    objects.values().forEach(StagedObject::pause);
  }

  @Override
  public void resume() {
    connected = true;
    if (registered) {
      resumeAll();
    }
  }

  private void resumeAll() {
    List.copyOf(objects.values()).forEach(StagedObject::resume);
  }

  @Override
  public void stop() {
    connected = false;
    player.stopped(this);
    objects.values().forEach(StagedObject::stop);
  }

  /** A list of pods begins: one that does not come before {@link #podsSynced} is gone. */
  void podsRelisting() {
    unseenPods.clear();
    unseenPods.addAll(objects.keySet());
    unseenPods.remove(context.name());
  }

  void podsSynced() {
    unseenPods.forEach(this::remove);
    unseenPods.clear();
  }

  void podEvent(EventType type, Map<String, Object> pod) {
    String uid = JsonTree.text(pod, "metadata", "uid");
    unseenPods.remove(uid);
    event(ObjectKind.POD, uid, type, pod);
  }

  /** Takes an event of the Node; there is one at a time, so it is known by its name. */
  void nodeEvent(EventType type, Map<String, Object> object) {
    StagedObject known = objects.get(context.name());
    if (known != null && !known.uid().equals(JsonTree.text(object, "metadata", "uid"))) {
      remove(context.name());
    }
    if (type != EventType.DELETED) {
      readAddresses(object);
    }
    event(ObjectKind.NODE, context.name(), type, object);
  }

  private void event(ObjectKind kind, String key, EventType type, Map<String, Object> object) {
    if (type == EventType.DELETED) {
      remove(key);
      return;
    }
    objects.computeIfAbsent(key, unknown -> new StagedObject(this, kind, object)).changed(object);
  }

  private void remove(String key) {
    StagedObject gone = objects.remove(key);
    if (gone != null) {
      gone.remove();
    }
  }

  /** Reads the InternalIPs of the Node, which may be others than this process would give it. */
  private void readAddresses(Map<String, Object> object) {
    List<String> found = new ArrayList<>(1);
    for (Map<?, ?> address : JsonTree.objects(JsonTree.child(object, "status"), "addresses")) {
      if (JsonTree.string(address, "type").equals("InternalIP")) {
        found.add(JsonTree.string(address, "address"));
      }
    }
    if (!found.isEmpty()) {
      hostAddresses = found;
    }
  }

  /** Returns the node's own addresses. */
  List<String> hostAddresses() {
    return hostAddresses;
  }

  /** Returns addresses for a pod, one of each of the node's ranges; none while there are none. */
  List<String> takeAddresses() {
    return addresses().take(loop().nowNs());
  }

  void adoptAddresses(List<String> ofPod) {
    addresses().adopt(ofPod);
  }

  void releaseAddresses(List<String> ofPod) {
    addresses().release(ofPod, loop().nowNs());
  }

  private PodAddresses addresses() {
    if (!ranges.equals(cached.podCidrs())) {
      ranges = cached.podCidrs();
      try {
        addresses = PodAddresses.of(ranges);
      } catch (IllegalArgumentException e) {
        context.figures().failed("podCIDRs of a node: " + e.getMessage());
        addresses = PodAddresses.of(List.of());
      }
      objects.values().forEach(object -> addresses.adopt(object.held()));
    }
    return addresses;
  }
}
