package io.scaletest.fleet.run;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.fabric8.RequestFailure;
import io.scaletest.fleet.cluster.FleetObjects;
import io.scaletest.fleet.exit.FleetExit;
import io.scaletest.fleet.members.Member;
import io.scaletest.fleet.members.MemberClient;
import io.scaletest.fleet.members.PodView;
import java.time.Duration;
import java.util.List;

/** Deletes what a run has in the cluster, and waits until it is gone. Doing it twice is no harm. */
public final class Removal {
  /** The pods' grace period, and what a kubelet needs beyond it. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final FleetObjects objects;
  private final MemberClient client;
  private final Ticker ticker;

  public Removal(FleetObjects objects, MemberClient client, Ticker ticker) {
    this.objects = objects;
    this.client = client;
    this.ticker = ticker;
  }

  /**
   * Deletes everything. Blocks until it is gone, bounded.
   *
   * @param members who are told first that they need not keep their results any longer
   * @throws ToolException with {@link FleetExit#OBJECTS_LEFT} if something may be left
   */
  public void run(List<Member> members) {
    members.stream()
        .filter(member -> !member.isLost())
        .flatMap(member -> member.pod().stream())
        .filter(PodView::mayAnswer)
        .forEach(client::release);
    List<String> left = List.of("everything");
    try {
      objects.delete();
      if (new BoundedWait(ticker).until(LIMIT, () -> objects.left().isEmpty())) {
        return;
      }
      left = objects.left();
    } catch (KubernetesClientException e) {
      throw left(left, RequestFailure.line(e));
    }
    throw left(left, "there still after " + LIMIT.toSeconds() + " s");
  }

  private static ToolException left(List<String> what, String why) {
    return new ToolException(
        FleetExit.OBJECTS_LEFT,
        String.join(", ", what) + " of the run may be left in the cluster: " + why);
  }
}
