package io.scaletest.fleet.merge;

import io.scaletest.fleet.members.ClockReading;
import io.scaletest.fleet.members.Member;
import io.scaletest.fleet.members.PodView;
import io.scaletest.fleet.spec.Role;
import io.scaletest.fleetmember.MemberStatus;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of one member, as far as its own files do not say it. Immutable.
 *
 * @param id name of its folder, and what its files' names begin with
 * @param exit the program's exit status; empty if it did not end, or nobody saw it
 * @param lost why it was lost; empty where it was not
 * @param failure what else went wrong; may be empty
 * @param lastLine the program's last line on standard error; may be empty
 * @param clock how its clock compared with that of the machine that ran the fleet
 */
public record MemberOutcome(
    Role role,
    int number,
    String id,
    String pod,
    String node,
    OptionalInt exit,
    String lost,
    String failure,
    String lastLine,
    Optional<ClockReading> clock) {

  /** Returns what became of a member. */
  public static MemberOutcome of(Member member) {
    return new MemberOutcome(
        member.role(),
        member.number(),
        member.id(),
        member.pod().map(PodView::name).orElse(""),
        member.pod().map(PodView::node).orElse(""),
        member.status().map(MemberStatus::exit).orElse(OptionalInt.empty()),
        member.lost(),
        member.failure(),
        member.status().map(MemberStatus::lastLine).orElse(""),
        member.clock());
  }

  /** Returns {@code driver 2}. */
  String name() {
    return role.word() + " " + number;
  }
}
