package io.scaletest.player.record;

import io.scaletest.common.exit.ToolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Bounds how far the clocks of API servers are apart, by what their logs say of the same etcd.
 *
 * <p>etcd's revisions are in one order. A write that was committed as revision {@code v} was
 * received before that; one that answered revision {@code w >= v} was complete after it. So on a
 * common clock the first was received before the second was complete, on whichever servers: each
 * such pair bounds the difference of two clocks from one side. A request that stands in the logs of
 * two servers, since one handed it on to the other, bounds it from both: it was received later and
 * complete earlier by the one behind. The tightest of all bounds, along any chain of servers, are
 * the shortest paths of a graph.
 *
 * <p>Memory is bounded: of many writes those of some stretches of revisions are kept, the same on
 * all servers, so that neighbours stay together. Fewer pairs make wider bounds, no wrong ones. For
 * one thread.
 */
final class ClockBounds {
  /** More servers than any cluster has; the graph has as many nodes. */
  static final int SERVERS_MAX = 64;

  private static final int WRITES_MAX = 400_000;
  private static final int IDS_MAX = 200_000;

  /** A stretch is of 1,024 revisions. */
  private static final int STRETCH_BITS = 10;

  private static final long UNBOUNDED = Long.MAX_VALUE / 4;
  private static final long MIXER = 0x9e3779b97f4a7c15L;

  /** How a clock's offset is known. */
  enum How {
    /** It is the one that the others are compared with. */
    REFERENCE,
    /** The bounds allow that the clocks agree, so they are taken as they are. */
    AGREES,
    /** The clocks differ for certain; the offset is the middle of the bounds. */
    BOUNDED,
    /** There is a bound on one side alone; the offset is the least that it allows. */
    ONE_SIDED,
    /** The logs have nothing in common: the clock is trusted. */
    TRUSTED,
    /** The logs contradict each other: the clocks are trusted. */
    CONTRADICTORY
  }

  /**
   * How far a server's clock is ahead of the first one's.
   *
   * @param lowNs the least that it can be, if {@code hasLow}
   * @param highNs the most that it can be, if {@code hasHigh}
   */
  record Clock(
      String server,
      long offsetNs,
      boolean hasLow,
      long lowNs,
      boolean hasHigh,
      long highNs,
      How how) {}

  private record Write(
      long version, int server, long receivedNs, long completedNs, boolean commits) {}

  private record Seen(int server, long receivedNs, long completedNs) {}

  private final List<String> servers = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final long[][] atMostNs = new long[SERVERS_MAX][SERVERS_MAX];
  private final Map<UUID, Seen> seen = new HashMap<>();
  private List<Write> writes = new ArrayList<>();
  private int writeBits;
  private int idBits;

  ClockBounds() {
    for (int i = 0; i < SERVERS_MAX; i++) {
      for (int j = 0; j < SERVERS_MAX; j++) {
        atMostNs[i][j] = i == j ? 0 : UNBOUNDED;
      }
    }
  }

  /**
   * Makes a server known; the first one's clock is what the others are compared with.
   *
   * @throws ToolException a usage error, if there are too many
   */
  int number(String server) {
    Integer known = numbers.get(server);
    if (known != null) {
      return known;
    }
    if (servers.size() == SERVERS_MAX) {
      throw ToolException.usage(
          "audit-log: must be of at most " + SERVERS_MAX + " servers, got another one: " + server);
    }
    numbers.put(server, servers.size());
    servers.add(server);
    return servers.size() - 1;
  }

  /** Takes a request that is complete. */
  void add(String server, AuditEvent event) {
    int number = number(server);
    addId(number, event);
    long version = EntryMaker.writtenVersion(event);
    boolean ofTheSameEtcd =
        BuiltInGroups.contains(event.resource().group())
            && !event.resource().resource().equals("events");
    if (version > 0 && ofTheSameEtcd && isKept(version >>> STRETCH_BITS, writeBits)) {
      writes.add(
          new Write(version, number, event.receivedNs(), event.stageNs(), commits(event, version)));
      while (writes.size() > WRITES_MAX) {
        writeBits++;
        writes =
            new ArrayList<>(
                writes.stream()
                    .filter(each -> isKept(each.version() >>> STRETCH_BITS, writeBits))
                    .toList());
      }
    }
  }

  /** Returns whether the version is of the request's own commit: a write may change nothing. */
  private static boolean commits(AuditEvent event, long version) {
    if (event.query().contains("dryRun=")) {
      return false;
    }
    return event.verb().equals("create")
        || event.verb().equals("update")
            && !event.requestVersion().isEmpty()
            && !event.requestVersion().equals(Long.toString(version));
  }

  private void addId(int server, AuditEvent event) {
    UUID id = event.id();
    if (!isKept(id.getLeastSignificantBits(), idBits)) {
      return;
    }
    Seen own = new Seen(server, event.receivedNs(), event.stageNs());
    Seen other = seen.putIfAbsent(id, own);
    if (other != null && other.server() != server) {
      seen.remove(id);
      boolean ownIsFront = event.durationNs() > other.completedNs() - other.receivedNs();
      nested(ownIsFront ? own : other, ownIsFront ? other : own);
    }
    while (seen.size() > IDS_MAX) {
      idBits++;
      seen.keySet().removeIf(each -> !isKept(each.getLeastSignificantBits(), idBits));
    }
  }

  private void nested(Seen front, Seen behind) {
    bound(behind.server(), front.server(), behind.receivedNs() - front.receivedNs());
    bound(front.server(), behind.server(), front.completedNs() - behind.completedNs());
  }

  private static boolean isKept(long key, int bits) {
    return bits == 0 || key * MIXER >>> Long.SIZE - bits == 0;
  }

  /** The clock of {@code a} is ahead of that of {@code b} by at most so much. */
  private void bound(int a, int b, long ns) {
    atMostNs[a][b] = Math.min(atMostNs[a][b], ns);
  }

  /** Returns the clocks of all servers, in the order in which they became known. */
  List<Clock> clocks() {
    boundByVersions();
    int count = servers.size();
    for (int via = 0; via < count; via++) {
      for (int a = 0; a < count; a++) {
        for (int b = 0; b < count; b++) {
          if (atMostNs[a][via] < UNBOUNDED && atMostNs[via][b] < UNBOUNDED) {
            bound(a, b, atMostNs[a][via] + atMostNs[via][b]);
          }
        }
      }
    }
    boolean contradictory = false;
    boolean agree = true;
    for (int a = 0; a < count; a++) {
      contradictory |= atMostNs[a][a] < 0;
      for (int b = 0; b < count; b++) {
        agree &= atMostNs[a][b] >= 0;
      }
    }
    List<Clock> clocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clocks.add(
          contradictory
              ? new Clock(servers.get(i), 0, false, 0, false, 0, How.CONTRADICTORY)
              : clock(i, agree));
    }
    return clocks;
  }

  private void boundByVersions() {
    writes.sort(
        Comparator.comparingLong(Write::version)
            .thenComparing(Write::commits, Comparator.reverseOrder()));
    long[] latestNs = new long[servers.size()];
    boolean[] has = new boolean[servers.size()];
    for (Write write : writes) {
      for (int other = 0; other < latestNs.length; other++) {
        if (has[other] && other != write.server()) {
          bound(write.server(), other, write.completedNs() - latestNs[other]);
        }
      }
      if (write.commits()) {
        int own = write.server();
        latestNs[own] = has[own] ? Math.max(latestNs[own], write.receivedNs()) : write.receivedNs();
        has[own] = true;
      }
    }
    writes.clear();
  }

  private Clock clock(int i, boolean agree) {
    if (i == 0) {
      return new Clock(servers.get(i), 0, true, 0, true, 0, How.REFERENCE);
    }
    boolean hasHigh = atMostNs[i][0] < UNBOUNDED;
    boolean hasLow = atMostNs[0][i] < UNBOUNDED;
    long high = hasHigh ? atMostNs[i][0] : 0;
    long low = hasLow ? -atMostNs[0][i] : 0;
    How how;
    long offset = 0;
    if (!hasHigh && !hasLow) {
      how = How.TRUSTED;
    } else if (!hasHigh || !hasLow) {
      how = How.ONE_SIDED;
      offset = hasLow ? Math.max(0, low) : Math.min(0, high);
    } else if (agree) {
      how = How.AGREES;
    } else {
      how = How.BOUNDED;
      offset = low + (high - low) / 2;
    }
    return new Clock(servers.get(i), offset, hasLow, low, hasHigh, high, how);
  }
}
