package io.scaletest.fleet.run;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.fabric8.RequestFailure;
import io.scaletest.fleet.cluster.FleetObjects;
import io.scaletest.fleet.exit.FleetExit;
import io.scaletest.fleet.members.ClockReading;
import io.scaletest.fleet.members.Member;
import io.scaletest.fleet.members.MemberClient;
import io.scaletest.fleet.members.Members;
import io.scaletest.fleet.members.PodView;
import io.scaletest.fleet.spec.FleetSpec;
import io.scaletest.fleet.spec.MemberGroup;
import io.scaletest.fleet.spec.Role;
import io.scaletest.fleet.spec.Shares;
import io.scaletest.fleetmember.MemberPlan;
import io.scaletest.fleetmember.MemberStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: pods made, all ready, an agreed start, the end, results collected and merged, everything
 * deleted. Used once, by one thread, which it blocks to the run's end; a stop is looked for at
 * least every second, and leads through the same end.
 */
public final class FleetRun {
  private static final Logger LOG = LoggerFactory.getLogger(FleetRun.class);

  private static final long LOOK_MS = 500;

  /**
   * From telling the first driver when to begin to that moment, besides what it takes to tell the
   * others.
   */
  private static final long START_IN_MS = 2_000;

  /** What telling one driver may take, generously. */
  private static final long START_IN_MS_EACH = 50;

  /** For loggers to learn of the last changes. */
  private static final long LOGGERS_AFTER_MS = 2_000;

  /** For a program that was asked to end to do so: requests under way, results, objects. */
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  private static final int SERVER_CLOCK_SAMPLES = 8;

  private final FleetSpec spec;
  private final String run;
  private final long seed;
  private final FleetObjects objects;
  private final MemberClient client;
  private final String token;
  private final WallClock clock;
  private final StopSignal stop;
  private final Members members;
  private final Collection collection;
  private Optional<Instant> start = Optional.empty();
  private Optional<ClockReading> serverClock = Optional.empty();

  /**
   * @param run the run's ID
   * @param seed of which each member's is derived, not 0
   * @param token that members require of who asks them
   * @param folder where the results go
   */
  public FleetRun(
      FleetSpec spec,
      String run,
      long seed,
      FleetObjects objects,
      MemberClient client,
      String token,
      WallClock clock,
      StopSignal stop,
      Path folder) {
    this.spec = spec;
    this.run = run;
    this.seed = seed;
    this.objects = objects;
    this.client = client;
    this.token = token;
    this.clock = clock;
    this.stop = stop;
    this.members = new Members(Members.of(spec, run), client, clock.ticker());
    this.collection = new Collection(client, folder);
  }

  /**
   * Does the run.
   *
   * @return how it ended
   * @throws ToolException if it cannot be done, or its results cannot be written; whatever it has
   *     in the cluster is deleted first
   */
  public ExitStatus run() {
    Removal removal = new Removal(objects, client, clock.ticker());
    boolean measured = false;
    try {
      make();
      awaitReady();
      if (!stop.requested()) {
        begin();
        measured = true;
        awaitDrivers();
      }
      endMembers();
    } catch (KubernetesClientException e) {
      String why = "the API server: " + RequestFailure.line(e);
      if (!measured) {
        removal.run(members.all());
        throw new ToolException(FleetExit.NO_SERVER, why, e);
      }
      LOG.error("{}; the results are collected as far as they can be had", why);
    } catch (ToolException e) {
      removal.run(members.all());
      throw e;
    }
    ExitStatus status = CommonExit.OK;
    try {
      if (measured) {
        status = collection.of(facts(), members.all());
      }
    } finally {
      removal.run(members.all());
    }
    return stop.status().orElse(status);
  }

  private Collection.Facts facts() {
    return new Collection.Facts(
        run, seed, start, OptionalDouble.of(Shares.totalRate(spec.drivers())), serverClock);
  }

  private void make() {
    for (MemberGroup group : spec.groups()) {
      List<MemberPlan> plans = new ArrayList<>();
      for (int number = 0; number < group.pods(); number++) {
        plans.add(
            new MemberPlan(
                token,
                spec.port(),
                spec.readyWithin().plus(END_LIMIT).toSeconds(),
                spec.keep().toSeconds(),
                group.readyWhen(),
                Shares.command(group, run, seed, number)));
      }
      objects.make(spec, group, plans);
    }
    LOG.info(
        "run {}: {} drivers{} in namespace {}",
        run,
        spec.drivers().pods(),
        spec.loggers().map(loggers -> " and " + loggers.pods() + " loggers").orElse(""),
        spec.namespace());
  }

  private void awaitReady() {
    long sinceNs = clock.ticker().nanos();
    boolean ready = awaitAll(spec.readyWithin(), member -> isReady(member) || member.isOver());
    List<Member> others = members.all().stream().filter(member -> !isReady(member)).toList();
    if (stop.requested() || others.isEmpty()) {
      if (others.isEmpty()) {
        long tookNs = clock.ticker().nanos() - sinceNs;
        LOG.info("all pods are ready after {}", DurationText.elapsed(tookNs));
      }
      return;
    }
    String within = ready ? "" : " within " + DurationText.of(spec.readyWithin());
    throw new ToolException(
        FleetExit.NOT_STARTED,
        Figures.count(others.size(), "pod was", "pods were")
            + " not ready"
            + within
            + ", nothing was measured: "
            + others.get(0)
            + ": "
            + whyNotReady(others.get(0)));
  }

  private static boolean isReady(Member member) {
    return !member.isLost() && member.state() == State.READY;
  }

  private static String whyNotReady(Member member) {
    if (member.isLost()) {
      return member.lost();
    }
    if (member.hasEnded()) {
      return "its tool ended with status "
          + member.status().orElseThrow().exit().orElse(-1)
          + ": "
          + member.status().orElseThrow().lastLine();
    }
    return member
        .pod()
        .map(pod -> pod.trouble().isEmpty() ? "it is " + pod.phase() : pod.trouble())
        .orElse("the Job has not made it");
  }

  /** Looks until all members are as wanted, one is lost before the start, or a limit is reached. */
  private boolean awaitAll(Duration limit, Predicate<Member> wanted) {
    long endNs = clock.ticker().nanos() + limit.toNanos();
    while (true) {
      members.look(objects.pods());
      fetchBeforeTheyGo();
      boolean one = start.isEmpty() && members.all().stream().anyMatch(Member::isOver);
      if (one || members.all().stream().allMatch(wanted)) {
        return true;
      }
      if (clock.ticker().nanos() > endNs || !stop.pause(LOOK_MS)) {
        return false;
      }
    }
  }

  /** A pod that is deleted, as when its node is drained, is there for its grace period only. */
  private void fetchBeforeTheyGo() {
    for (Member member : members.all()) {
      boolean goes = member.pod().map(PodView::deleting).orElse(false);
      if (goes && member.hasEnded() && member.failure().isEmpty()) {
        collection.fetch(member);
        member.pod().filter(pod -> member.isCollected()).ifPresent(client::release);
      }
    }
  }

  /** Agrees on a start that every driver is told in time, each by its own clock. */
  private void begin() {
    serverClock = client.serverClock(SERVER_CLOCK_SAMPLES, stop::pause);
    List<Member> drivers = members.of(Role.DRIVER);
    Instant at = clock.now().plusMillis(START_IN_MS + START_IN_MS_EACH * drivers.size());
    start = Optional.of(at);
    for (Member driver : drivers) {
      long offsetNs = driver.clock().map(ClockReading::offsetNs).orElse(0L);
      PodView pod = driver.pod().orElseThrow();
      String failure = client.start(pod, at.plusNanos(offsetNs));
      if (!failure.isEmpty()) {
        driver.fail("could not be told when to begin: " + failure);
        client.stop(pod);
      }
    }
    LOG.info("all drivers begin at {}", at);
  }

  private void awaitDrivers() {
    boolean ended =
        awaitAll(spec.endWithin(), member -> member.role() == Role.LOGGER || member.isOver());
    if (!ended && !stop.requested()) {
      LOG.error("not all drivers ended within {}", DurationText.of(spec.endWithin()));
      members.of(Role.DRIVER).stream()
          .filter(driver -> !driver.isOver())
          .forEach(
              driver -> driver.fail("did not end within " + DurationText.of(spec.endWithin())));
    }
    for (Member member : members.all()) {
      if (member.isLost()) {
        LOG.error("{} is lost: {}", member, member.lost());
      } else if (!stop.requested() && wasTerminated(member) && member.failure().isEmpty()) {
        member.fail("was ended before its time, as when a pod is deleted");
      }
    }
  }

  private static boolean wasTerminated(Member member) {
    return member.hasEnded()
        && member.status().orElseThrow().exit().orElse(0) == CommonExit.TERMINATED.code();
  }

  /** Asks every program that still runs to end, drivers first, and waits for that. */
  private void endMembers() {
    end(Role.DRIVER);
    if (spec.loggers().isPresent() && !stop.requested()) {
      stop.pause(LOGGERS_AFTER_MS);
    }
    end(Role.LOGGER);
  }

  private void end(Role role) {
    long endNs = clock.ticker().nanos() + END_LIMIT.toNanos();
    List<Member> running = members.of(role).stream().filter(m -> !m.isOver()).toList();
    running.forEach(member -> member.pod().filter(PodView::mayAnswer).ifPresent(client::stop));
    StopSignal never = new StopSignal(); // it is the end that a stop asks for
    while (!running.stream().allMatch(m -> m.isOver() || m.pod().isEmpty())
        && clock.ticker().nanos() < endNs
        && never.pause(LOOK_MS)) {
      members.look(objects.pods());
    }
  }
}
