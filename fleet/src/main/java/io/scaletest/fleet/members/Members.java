package io.scaletest.fleet.members;

import io.scaletest.common.clock.Ticker;
import io.scaletest.fleet.spec.FleetSpec;
import io.scaletest.fleet.spec.MemberGroup;
import io.scaletest.fleet.spec.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** All members of a run, and what becomes of them. For the one thread that attends the run. */
public final class Members {
  /**
   * A node that is gone, or a server under its load, may leave a question unanswered for a while.
   */
  private static final long SILENCE_MAX_NS = TimeUnit.SECONDS.toNanos(30);

  private final List<Member> all;
  private final MemberClient client;
  private final Ticker ticker;

  /**
   * @param all drivers first
   */
  public Members(List<Member> all, MemberClient client, Ticker ticker) {
    this.all = List.copyOf(all);
    this.client = client;
    this.ticker = ticker;
  }

  /** Returns the members that a specification asks for, none of which is known yet. */
  public static List<Member> of(FleetSpec spec, String run) {
    List<Member> members = new ArrayList<>();
    for (MemberGroup group : spec.groups()) {
      for (int number = 0; number < group.pods(); number++) {
        members.add(new Member(group.role(), number, group.role().memberId(run, number)));
      }
    }
    return members;
  }

  public List<Member> all() {
    return all;
  }

  /** Returns the members of a role. */
  public List<Member> of(Role role) {
    return all.stream().filter(member -> member.role() == role).toList();
  }

  /**
   * Looks at all of them: at the pods that were listed, and at what each member that may answer
   * says. Blocks until each has answered or failed to.
   *
   * @param pods of each role, as just listed
   */
  public void look(Map<Role, List<PodView>> pods) {
    Map<Member, CompletableFuture<MemberClient.StatusAnswer>> asked = new LinkedHashMap<>();
    for (Member member : all) {
      if (member.isLost() || member.isCollected()) {
        continue;
      }
      notePod(member, pods.getOrDefault(member.role(), List.of()));
      Optional<PodView> pod = member.pod();
      if (!member.isOver() && pod.isPresent() && pod.get().mayAnswer()) {
        asked.put(member, client.status(pod.get()));
      }
    }
    asked.forEach((member, answer) -> noteAnswer(member, answer.join()));
  }

  private static void notePod(Member member, List<PodView> listed) {
    Stream<PodView> ofNumber = listed.stream().filter(pod -> pod.number() == member.number());
    List<PodView> found = ofNumber.toList();
    found.forEach(member::take);
    Optional<PodView> own = member.pod();
    if (own.isEmpty()) {
      return;
    }
    if (found.stream().noneMatch(pod -> member.isOf(pod.uid()))) {
      member.lose("its pod is gone");
    } else if (own.get().ended()) {
      String trouble = own.get().trouble();
      member.lose("its pod has ended" + (trouble.isEmpty() ? "" : ": " + trouble));
    }
  }

  private void noteAnswer(Member member, MemberClient.StatusAnswer answer) {
    if (answer.status().isPresent()) {
      member.answered(answer.status().get());
      ClockReading before = member.clock().orElse(answer.clock());
      member.clock(before.better(answer.clock()));
    } else if (member.unanswered(ticker.nanos()) > SILENCE_MAX_NS) {
      member.lose("it does not answer: " + answer.failure());
    }
  }
}
