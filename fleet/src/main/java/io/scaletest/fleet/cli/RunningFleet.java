package io.scaletest.fleet.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fabric8.RequestFailure;
import io.scaletest.fleet.cluster.FleetObjects;
import io.scaletest.fleet.exit.FleetExit;
import io.scaletest.fleet.members.Member;
import io.scaletest.fleet.members.MemberClient;
import io.scaletest.fleet.members.Members;
import io.scaletest.fleet.spec.Role;
import io.scaletest.fleetmember.MemberPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * What another process left of a run: its objects, how to ask its members, and how these are.
 *
 * @param members as they are now
 */
record RunningFleet(FleetObjects objects, MemberClient client, List<Member> members) {
  /**
   * Looks for a run. Blocks until each member has answered or failed to.
   *
   * @throws ToolException if there is none, or it cannot be looked for
   */
  static RunningFleet find(
      MeasuredClient connection, WallClock clock, String namespace, String run) {
    FleetObjects objects = new FleetObjects(connection.client(), namespace, run);
    try {
      List<Member> all = new ArrayList<>();
      for (Role role : Role.values()) {
        int count = objects.members(role);
        for (int number = 0; number < count; number++) {
          all.add(new Member(role, number, role.memberId(run, number)));
        }
      }
      MemberPlan plan = objects.firstPlan(Role.DRIVER);
      int port = plan == null ? 1 : plan.port();
      String token = plan == null ? "" : plan.token();
      MemberClient client = new MemberClient(connection.transport(), clock, namespace, port, token);
      if (plan != null) {
        new Members(all, client, clock.ticker()).look(objects.pods());
      }
      return new RunningFleet(objects, client, all);
    } catch (KubernetesClientException e) {
      throw new ToolException(FleetExit.NO_SERVER, "the API server: " + RequestFailure.line(e), e);
    }
  }

  /** Returns a failure that says that there is no such run. */
  static ToolException none(String namespace, String run) {
    return new ToolException(
        FleetExit.NO_SUCH_RUN, "there is no run " + run + " in namespace " + namespace);
  }
}
