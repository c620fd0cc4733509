package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import java.util.List;
import java.util.Optional;

/**
 * The services that a node gives the life cycles of its pods: addresses, images, events, time.
 * Called with the loop's lock held; must not block.
 */
interface PodHost {
  /**
   * Returns the pod's addresses, one of each family: such that no other has, or the node's own.
   * Empty while there are none.
   */
  List<String> takeAddresses(PodRun pod);

  /** Returns why there are no addresses. */
  String withoutAddresses();

  /** Returns how long an image takes to be pulled that was not there before. */
  long pullNs(String image);

  /** Returns the size of an image, in bytes; 0 where nothing is known of it. */
  long imageBytes(String image);

  /** Notes that an image is used; returns whether it was not there before. */
  boolean bringsImage(String image);

  /** Posts an event about the pod, or about one of its containers. */
  void event(PodRun pod, String container, EventReason reason, String message);

  /** Returns the seconds since the epoch at a reading of the ticker. */
  long epochSecondAt(long nowNs);

  /** Returns the ticker's reading at a time of the past. */
  long nanosAtEpochSecond(long second);

  /**
   * Returns why a container cannot be created, as a kubelet words it; empty if it can: what its
   * environment refers to is there.
   */
  Optional<String> configError(PodRun pod, String container);

  /** Returns how long after a failure the pod is synced again, with jitter. */
  long syncBackoffNs();

  /** Returns what the machine takes. */
  Latencies latencies();

  /** A container was started again. */
  void restarted();
}
