package io.scaletest.fleet.members;

import io.scaletest.fleet.spec.Role;
import io.scaletest.fleetmember.MemberStatus;
import java.util.Optional;

/**
 * One member of a run, as far as it is known: its pod, its last status, its clock. For the one
 * thread that attends the run.
 */
public final class Member {
  private final Role role;
  private final int number;
  private final String id;
  private Optional<PodView> pod = Optional.empty();
  private Optional<MemberStatus> status = Optional.empty();
  private Optional<ClockReading> clock = Optional.empty();
  private String lost = "";
  private String failure = "";
  private boolean collected;
  private long unansweredSinceNs = -1;

  /**
   * @param id begins the names of its objects and files
   */
  public Member(Role role, int number, String id) {
    this.role = role;
    this.number = number;
    this.id = id;
  }

  public Role role() {
    return role;
  }

  public int number() {
    return number;
  }

  public String id() {
    return id;
  }

  /** Returns {@code driver 2}, with its pod's name behind it. */
  @Override
  public String toString() {
    return role.word() + " " + number + pod.map(p -> " (pod " + p.name() + ")").orElse("");
  }

  public Optional<PodView> pod() {
    return pod;
  }

  public Optional<MemberStatus> status() {
    return status;
  }

  /** Returns how its clock compares with ours; empty until it was asked. */
  public Optional<ClockReading> clock() {
    return clock;
  }

  public void clock(ClockReading reading) {
    clock = Optional.of(reading);
  }

  /** Returns why nothing more can be had of it; empty while it can. */
  public String lost() {
    return lost;
  }

  public boolean isLost() {
    return !lost.isEmpty();
  }

  /** Says that nothing more can be had of it; the first reason counts. */
  public void lose(String reason) {
    if (lost.isEmpty()) {
      lost = reason;
    }
  }

  /** Returns what went wrong though it is there; may be empty. */
  public String failure() {
    return failure;
  }

  public void fail(String reason) {
    failure = reason;
  }

  /** Returns whether its results are here: what becomes of its pod then does not matter. */
  public boolean isCollected() {
    return collected;
  }

  /** Says that its results are here. */
  public void collect() {
    collected = true;
  }

  public MemberStatus.State state() {
    return status.map(MemberStatus::state).orElse(MemberStatus.State.STARTING);
  }

  /** Returns whether its program has ended and its results can be had. */
  public boolean hasEnded() {
    return !isLost() && state() == MemberStatus.State.ENDED;
  }

  /** Returns whether nothing more is to be waited for. */
  public boolean isOver() {
    return isLost() || hasEnded();
  }

  /** Takes the first pod of its number; another one later is a stranger, for it never began. */
  void take(PodView found) {
    if (pod.isEmpty() || pod.get().uid().equals(found.uid())) {
      pod = Optional.of(found);
    }
  }

  boolean isOf(String uid) {
    return pod.isPresent() && pod.get().uid().equals(uid);
  }

  void answered(MemberStatus newStatus) {
    status = Optional.of(newStatus);
    unansweredSinceNs = -1;
  }

  /** Says that it did not answer; returns for how long it has not by now. */
  long unanswered(long nowNs) {
    if (unansweredSinceNs < 0) {
      unansweredSinceNs = nowNs;
    }
    return nowNs - unansweredSinceNs;
  }
}
