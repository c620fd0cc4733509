package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.Quantity;
import java.util.Comparator;
import java.util.Optional;

/**
 * The order in which a kubelet evicts pods when something of its node is short: first those that
 * use more of it than they request, then those of lower priority, then those that use most beyond
 * their requests. Of disk space and process numbers nothing is modelled that a pod uses, so that
 * only priority counts. Immutable.
 *
 * <p><i>Source:</i> the kubelet's eviction manager, {@code rankMemoryPressure} and its like.
 */
final class EvictionOrder implements Comparator<ManagedPod> {
  static final String MEMORY = "memory";

  private static final long KIBI = 1_024;

  private final String resource;
  private final long nowSecond;

  /**
   * @param resource what is short, as the kubelet's messages call it
   * @param nowSecond of the epoch
   */
  EvictionOrder(String resource, long nowSecond) {
    this.resource = resource;
    this.nowSecond = nowSecond;
  }

  @Override
  public int compare(ManagedPod one, ManagedPod other) {
    double oneBeyond = beyondRequest(one);
    double otherBeyond = beyondRequest(other);
    int byExcess = Boolean.compare(otherBeyond > 0, oneBeyond > 0);
    if (byExcess != 0) {
      return byExcess;
    }
    int byPriority = Integer.compare(one.spec().meta().priority(), other.spec().meta().priority());
    if (byPriority != 0) {
      return byPriority;
    }
    int byUsage = Double.compare(otherBeyond, oneBeyond);
    return byUsage != 0 ? byUsage : one.spec().key().compareTo(other.spec().key());
  }

  private double beyondRequest(ManagedPod pod) {
    if (!resource.equals(MEMORY)) {
      return 0;
    }
    double bytes = 0;
    PodView view = PodView.of(pod.run(), pod.usage());
    for (PodView.Container container : view.containers()) {
      bytes += bytes(view, container);
    }
    return bytes - pod.requests().getOrDefault(MEMORY, 0L);
  }

  private double bytes(PodView view, PodView.Container container) {
    if (!container.running()) {
      return 0;
    }
    long startSecond = container.current().map(PodView.Run::startSecond).orElse(nowSecond);
    return view.usage()
        .memory(container.name(), container.request(MEMORY))
        .at(Math.max(0, nowSecond - startSecond));
  }

  /** Returns what the kubelet says of a pod that it evicts. */
  String message(ManagedPod pod) {
    StringBuilder text = new StringBuilder("The node was low on resource: ").append(resource);
    text.append(". ");
    if (!resource.equals(MEMORY)) {
      return text.toString();
    }
    PodView view = PodView.of(pod.run(), pod.usage());
    for (PodView.Container container : view.containers()) {
      double used = bytes(view, container);
      Optional<Quantity> request = container.request(MEMORY);
      if (used > request.map(Quantity::value).orElse(0L)) {
        text.append("Container ").append(container.name()).append(" was using ");
        text.append((long) used / KIBI).append("Ki, request is ");
        text.append(request.map(Quantity::toString).orElse("0"));
        text.append(", has larger consumption of ").append(resource).append(". ");
      }
    }
    return text.toString();
  }
}
