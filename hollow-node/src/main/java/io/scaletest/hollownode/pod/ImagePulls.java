package io.scaletest.hollownode.pod;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.node.EventReason;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Pulls the images of one pod's containers, or fails to on purpose, with the kubelet's back-off: 10
 * s, doubled each time up to 5 minutes. Changes the {@link ContainerState} that it is given; for
 * the thread that holds the loop's lock.
 *
 * <p><i>Source:</i> {@code pkg/kubelet/images/image_manager.go}.
 */
final class ImagePulls {
  private static final String PULL_ERROR = "ErrImagePull";
  private static final String BACK_OFF = "ImagePullBackOff";

  /** A kubelet looks at a pod again so soon after its sandbox was made: at its next relist. */
  private static final long RELIST_NS = TimeUnit.SECONDS.toNanos(1);

  private final PodRun pod;
  private final PodHost node;

  ImagePulls(PodRun pod, PodHost node) {
    this.pod = pod;
    this.node = node;
  }

  /** How long an image that could not be pulled is not tried again. */
  static final class Backoff {
    private final String image;
    private long waitNs;
    private long sinceNs;

    private Backoff(String image) {
      this.image = image;
    }
  }

  /**
   * Begins to make a container's image present; returns whether it is. If not, the container is
   * {@link #pulled} at its {@code pulledNs}, or tried again at its {@code retryNs}.
   */
  boolean begin(ContainerState container, long nowNs) {
    String image = container.spec.image();
    Backoff backoff = container.pullBackoff;
    if (backoff != null
        && backoff.image.equals(image)
        && nowNs - backoff.sinceNs < backoff.waitNs) {
      waitLonger(container, nowNs);
      return false;
    }
    if (pod.faults().failsPull(container.spec, nowNs)) {
      fail(container, nowNs);
      return false;
    }
    container.pullBackoff = null;
    if (node.bringsImage(image)) {
      event(container, EventReason.PULLING, "Pulling image \"" + image + "\"");
      container.pullNs = node.pullNs(image);
      container.pulledNs = nowNs + container.pullNs;
      return false;
    }
    event(
        container,
        EventReason.PULLED,
        "Container image \"" + image + "\" already present on machine");
    return true;
  }

  /** The image of a container has come. */
  void pulled(ContainerState container) {
    String image = container.spec.image();
    String took =
        DurationText.of(Duration.ofNanos(container.pullNs).truncatedTo(ChronoUnit.MILLIS));
    container.pulledNs = ContainerState.NEVER;
    event(
        container,
        EventReason.PULLED,
        String.format(
            Locale.ROOT,
            "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes.",
            image,
            took,
            took,
            node.imageBytes(image)));
  }

  private void fail(ContainerState container, long nowNs) {
    String image = container.spec.image();
    Backoff backoff = container.pullBackoff;
    boolean first = backoff == null || !backoff.image.equals(image);
    if (first) {
      backoff = new Backoff(image);
      container.pullBackoff = backoff;
    }
    backoff.waitNs =
        first ? RestartBackoff.INITIAL_NS : Math.min(2 * backoff.waitNs, RestartBackoff.MAX_NS);
    backoff.sinceNs = nowNs;
    String error = error(image);
    event(container, EventReason.PULLING, "Pulling image \"" + image + "\"");
    event(container, EventReason.FAILED, "Failed to pull image \"" + image + "\": " + error);
    event(container, EventReason.FAILED, "Error: " + PULL_ERROR);
    container.waitFor(PULL_ERROR, error, nowNs + (first ? RELIST_NS : node.syncBackoffNs()));
  }

  private void waitLonger(ContainerState container, long nowNs) {
    String image = container.spec.image();
    String message = "Back-off pulling image \"" + image + "\"";
    event(container, EventReason.BACK_OFF_PULL, message);
    event(container, EventReason.FAILED, "Error: " + BACK_OFF);
    container.waitFor(
        BACK_OFF, message + ": " + PULL_ERROR + ": " + error(image), nowNs + node.syncBackoffNs());
  }

  /** Returns what containerd says of an image that its registry does not have. */
  private static String error(String image) {
    return String.format(
        Locale.ROOT,
        "rpc error: code = NotFound desc = failed to pull and unpack image \"%1$s\": failed to"
            + " resolve reference \"%1$s\": %1$s: not found",
        image);
  }

  private void event(ContainerState container, EventReason reason, String message) {
    node.event(pod, container.name(), reason, message);
  }
}
