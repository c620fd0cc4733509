package io.scaletest.fleet.run;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.Figures;
import io.scaletest.fleet.exit.FleetExit;
import io.scaletest.fleet.members.ClockReading;
import io.scaletest.fleet.members.Member;
import io.scaletest.fleet.members.MemberClient;
import io.scaletest.fleet.merge.FleetRecord;
import io.scaletest.fleet.merge.MemberOutcome;
import io.scaletest.fleet.merge.MergedRun;
import io.scaletest.fleet.spec.Role;
import io.scaletest.fleetmember.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the members' results, merges them, and shows what they came to. For the one thread that
 * attends the run.
 */
public final class Collection {
  private static final Logger LOG = LoggerFactory.getLogger(Collection.class);

  private final MemberClient client;
  private final Path folder;
  private long files;
  private long bytes;

  /**
   * @param folder where the results go
   */
  public Collection(MemberClient client, Path folder) {
    this.client = client;
    this.folder = folder;
  }

  /** What is known of the run as a whole; see {@link FleetRecord}. */
  public record Facts(
      String run,
      long seed,
      Optional<Instant> start,
      OptionalDouble targetPerSecond,
      Optional<ClockReading> serverClock) {}

  /**
   * Collects from each member whose program has ended. Blocks for as long as it takes.
   *
   * @return {@link FleetExit#INCOMPLETE} if not each of them ended in order and gave its results
   * @throws ToolException if the merged results cannot be written
   */
  public ExitStatus of(Facts facts, List<Member> members) {
    for (Member member : members) {
      if (member.hasEnded()) {
        fetch(member);
      } else if (!member.isLost() && member.failure().isEmpty()) {
        member.fail("it has not ended: its results are not among these");
      }
    }
    LOG.info("collected {} files, {} bytes", files, Figures.count(bytes));
    members.stream().filter(Collection::mayHaveLeftObjects).forEach(Collection::tellOfObjects);
    FleetRecord record =
        new FleetRecord(
            facts.run(),
            facts.seed(),
            facts.start(),
            facts.targetPerSecond(),
            facts.serverClock(),
            members.stream().map(MemberOutcome::of).toList());
    show(folder, record);
    return members.stream().allMatch(Collection::isWhole) ? CommonExit.OK : FleetExit.INCOMPLETE;
  }

  /** Fetches the results of a member that has ended, once. Blocks for as long as it takes. */
  void fetch(Member member) {
    if (member.isCollected()) {
      return;
    }
    try {
      Path own = folder.resolve(MergedRun.MEMBERS).resolve(member.id());
      for (ResultFile file : client.collect(member.pod().orElseThrow(), own)) {
        files++;
        bytes += file.bytes();
      }
      member.collect();
    } catch (IOException e) {
      member.fail("its results could not be collected: " + IoReason.of(e));
    }
  }

  /**
   * Merges what lies in a folder, and shows it.
   *
   * @throws ToolException if it cannot be read or written
   */
  public static void show(Path folder, FleetRecord record) {
    try {
      for (RunSummary summary : MergedRun.mergeAll(folder, record)) {
        System.out.print(summary.render());
      }
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, "the results cannot be merged: " + IoReason.of(e), e);
    }
  }

  /** A driver that was killed deletes nothing. */
  private static boolean mayHaveLeftObjects(Member member) {
    int exit = member.status().map(status -> status.exit().orElse(-1)).orElse(-1);
    boolean inOrder = exit == CommonExit.OK.code() || exit == CommonExit.TERMINATED.code();
    return member.role() == Role.DRIVER && !(member.hasEnded() && inOrder);
  }

  private static void tellOfObjects(Member member) {
    LOG.warn("{} may have left objects: ./scaletest gc -runid {}", member, member.id());
  }

  /** A logger runs until it is asked to end, with SIGTERM's status. */
  private static boolean isWhole(Member member) {
    int exit = member.status().map(status -> status.exit().orElse(-1)).orElse(-1);
    boolean inOrder =
        exit == CommonExit.OK.code()
            || member.role() == Role.LOGGER && exit == CommonExit.TERMINATED.code();
    return member.hasEnded() && member.failure().isEmpty() && inOrder;
  }
}
