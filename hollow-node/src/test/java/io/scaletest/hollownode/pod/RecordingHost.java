package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A node whose machine takes no time, and that remembers the events of its pods. */
final class RecordingHost implements PodHost {
  private static final long S = TimeUnit.SECONDS.toNanos(1);

  /** The second of the epoch at which the ticker shows 0. */
  private static final long START_SECOND = 1_000;

  /** Container, reason and message of each event. */
  final List<String> events = new ArrayList<>();

  final Set<String> absentImages = new HashSet<>();
  int restarts;

  @Override
  public List<String> takeAddresses(PodRun pod) {
    return List.of("10.0.0.2");
  }

  @Override
  public String withoutAddresses() {
    return "no IP addresses available";
  }

  @Override
  public long pullNs(String image) {
    return 2 * S + S / 2;
  }

  @Override
  public long imageBytes(String image) {
    return 250_000;
  }

  @Override
  public boolean bringsImage(String image) {
    return absentImages.remove(image);
  }

  @Override
  public void event(PodRun pod, String container, EventReason reason, String message) {
    events.add(container + ": " + reason.text() + " " + message);
  }

  @Override
  public long epochSecondAt(long nowNs) {
    return START_SECOND + nowNs / S;
  }

  @Override
  public long nanosAtEpochSecond(long second) {
    return (second - START_SECOND) * S;
  }

  @Override
  public Optional<String> configError(PodRun pod, String container) {
    return Optional.empty();
  }

  @Override
  public long syncBackoffNs() {
    return 10 * S;
  }

  @Override
  public Latencies latencies() {
    return Latencies.NONE;
  }

  @Override
  public void restarted() {
    restarts++;
  }
}
