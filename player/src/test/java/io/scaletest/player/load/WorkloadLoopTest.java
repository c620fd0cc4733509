package io.scaletest.player.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.operation.Operation;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.workload.Flow;
import io.scaletest.player.workload.ObjectSet;
import io.scaletest.player.workload.Workload;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workload against servers that are slow and that fail, on a clock of the test's. */
class WorkloadLoopTest {
  private static final long MS = 1_000_000;
  private static final String RUN = "r1";

  @TempDir private Path folder;
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final Map<Operation, Integer> completed = new EnumMap<>(Operation.class);
  private final Map<Operation, Integer> failed = new EnumMap<>(Operation.class);
  private final Map<Operation, Integer> starved = new EnumMap<>(Operation.class);
  private long heldLongestNs;

  /** The set of the last flow. */
  private PlayedSet ofFlow;

  private Workload read(String text) throws IOException {
    return Workload.read(Files.writeString(folder.resolve("s.yaml"), text), Map.of());
  }

  private WorkloadLoop loop(Workload workload, SlowServer server, long seed) {
    return loop(workload, server, seed, ticker);
  }

  private WorkloadLoop loop(Workload workload, SlowServer server, long seed, ManualTicker by) {
    List<String> namespaces = new ArrayList<>();
    for (int i = 1; i <= workload.namespaces().count(); i++) {
      namespaces.add("ns-" + i);
    }
    PlayedSet.Context context =
        new PlayedSet.Context(
            RUN,
            RUN,
            namespaces,
            WallClock.startingAt(Instant.parse("2026-01-02T03:04:05Z"), by),
            new AnnotationTimestamps(ZoneOffset.UTC));
    Map<ObjectSet, PlayedSet> sets = new HashMap<>();
    List<PlayedSet> ofFlows = new ArrayList<>();
    for (Flow flow : workload.flows()) {
      PlayedSet set =
          sets.computeIfAbsent(
              flow.objects(), of -> new PlayedSet(of, ObjectKind.CONFIG_MAP, context));
      flow.mix().forEach(set::prepare);
      ofFlows.add(set);
      ofFlow = set;
    }
    WorkloadLoop loop = new WorkloadLoop(workload, ofFlows, List.of(), seed, server, by, faults);
    loop.listen(
        new LoadListener() {
          @Override
          public void completed(
              int flow,
              Operation operation,
              long number,
              long intendedNs,
              long freeNs,
              ApiReply reply) {
            completed.merge(operation, 1, Integer::sum);
            failed.merge(operation, reply.succeeded() ? 0 : 1, Integer::sum);
            heldLongestNs = Math.max(heldLongestNs, freeNs - intendedNs);
          }

          @Override
          public void starved(int flow, Operation operation, long intendedNs) {
            starved.merge(operation, 1, Integer::sum);
          }
        });
    return loop;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void writesOfAnObjectNeverOverlapWhateverTheServerDoes(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    // Services of up to a second against arrivals each 5 ms on some dozens of objects.
    SlowServer server =
        new SlowServer(
            ticker,
            request -> (long) (random.nextDouble() * random.nextDouble() * 1_000 * MS),
            request -> {
              int die = random.nextInt(20);
              return die == 0 ? 500 : die == 1 ? 409 : die == 2 ? 0 : 200;
            });
    Workload workload =
        read(
            "duration: 20s\nnamespaces: 2\n"
                + "load: {a: {objects: cm, rate: 200/s, lifetime: exp:3s, mix: {create: 2,"
                + " update: 8, patch: {weight: 5, among: newest}, apply: 1, delete: 1, get: 3,"
                + " list: 1, deletecollection: 0.1}}}");
    WorkloadLoop loop = loop(workload, server, seed);
    server.run(loop);

    Map<String, List<SlowServer.Served>> byObject = new HashMap<>();
    List<SlowServer.Served> collections = new ArrayList<>();
    for (SlowServer.Served served : server.all()) {
      ApiRequest request = served.request();
      if (request.method().equals("DELETE") && request.path().contains("labelSelector")) {
        collections.add(served);
      } else if (!request.method().equals("GET")) {
        byObject.computeIfAbsent(object(request), unused -> new ArrayList<>()).add(served);
      }
    }
    assertThat(byObject).hasSizeGreaterThan(100);
    assertThat(collections).isNotEmpty();
    assertThat(heldLongestNs).as("the server is slow enough for writes to wait").isPositive();
    byObject.forEach(
        (object, writes) -> {
          for (int i = 1; i < writes.size(); i++) {
            assertThat(writes.get(i).sentNs())
                .as("%s: write %d after the answer to the one before", object, i)
                .isGreaterThanOrEqualTo(writes.get(i - 1).endNs());
          }
          assertThat(writes.get(0).request().method()).as(object).isEqualTo("POST");
          for (SlowServer.Served all : collections) {
            String place = all.request().path().replaceAll("\\?.*", "/");
            if (object.startsWith(place)) {
              assertThat(writes)
                  .as("%s beside the delete of its collection", object)
                  .noneMatch(w -> w.sentNs() < all.endNs() && all.sentNs() < w.endNs());
            }
          }
        });
    assertThat(loop.state().inFlight()).isZero();
    assertThat(loop.held()).isZero();
  }

  /** Returns the path of the object that a write is about. */
  private static String object(ApiRequest request) {
    String path = request.path().replaceAll("\\?.*", "");
    if (!request.method().equals("POST")) {
      return path;
    }
    String body = new String(request.body(), StandardCharsets.UTF_8);
    return path + "/" + body.replaceAll("(?s).*\"name\":\"(r1-[0-9]+)\".*", "$1");
  }

  @Test
  void aMixKeepsItsSharesWithinItsConfidence() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    Workload workload =
        read(
            "duration: 100s\ninitial: {objects: cm, count: 1}\n"
                + "load: {a: {objects: cm, rate: 200/s,"
                + " mix: {create: 5, get: 60, list: 1, patch: 20}}}");
    server.run(loop(workload, server, 11));
    int all = completed.values().stream().mapToInt(n -> n).sum() + starved();
    assertThat((double) all).isCloseTo(20_000, within(4.5 * Math.sqrt(20_000)));
    Map<Operation, Integer> weights =
        Map.of(Operation.CREATE, 5, Operation.GET, 60, Operation.LIST, 1, Operation.PATCH, 20);
    weights.forEach(
        (operation, weight) -> {
          double share = weight / 86.0;
          int count = completed.getOrDefault(operation, 0) + starved.getOrDefault(operation, 0);
          assertThat(count / (double) all)
              .as(operation.word())
              .isCloseTo(share, within(4.5 * Math.sqrt(share * (1 - share) / all)));
        });
  }

  private int starved() {
    return starved.values().stream().mapToInt(n -> n).sum();
  }

  @Test
  void arrivalsWithoutAnObjectAreCountedAndNothingIsSent() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    Workload workload =
        read(
            "duration: 10s\n"
                + "load: {a: {objects: cm, rate: 10/s, arrivals: constant, mix: {get: 1}}}");
    WorkloadLoop loop = loop(workload, server, 1);
    server.run(loop);
    assertThat(server.all()).isEmpty();
    assertThat(starved).containsExactly(Map.entry(Operation.GET, 100));
    assertThat(loop.state().arrived()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // A cache that is behind the create may say so; a state of now may not.
    "'get: {weight: 3, resourceVersion: \"0\"}', 1, true",
    "get: 3, 1, false",
    // Slower than the delete that arrives meanwhile: nobody waits for a read.
    "get: 3, 3000, true",
  })
  void anObjectMayBeMissingWhereTheReadAllowsIt(String get, long getMs, boolean allowed)
      throws IOException {
    SlowServer server =
        new SlowServer(
            ticker,
            request -> request.method().equals("GET") ? getMs * MS : MS,
            request -> request.method().equals("GET") ? 404 : 200);
    Workload workload =
        read(
            "duration: 10s\nload: {a: {objects: cm, rate: 20/s, arrivals: constant, lifetime: 1s,"
                + " mix: {create: 1, "
                + get
                + "}}}");
    WorkloadLoop loop = loop(workload, server, 1);
    server.run(loop);
    assertThat(completed.get(Operation.GET)).isGreaterThan(50);
    Set<String> deleted = new HashSet<>();
    server.all().stream()
        .filter(served -> served.request().method().equals("DELETE"))
        .forEach(served -> deleted.add(object(served.request())));
    long ofDeleted =
        server.all().stream()
            .filter(served -> served.request().method().equals("GET"))
            .filter(served -> deleted.contains(object(served.request())))
            .count();
    assertThat(ofDeleted).isGreaterThan(50);
    long gets = completed.get(Operation.GET);
    boolean cached = get.contains("resourceVersion");
    assertThat(failed.getOrDefault(Operation.GET, 0).longValue())
        .isEqualTo(!allowed ? gets : cached ? 0 : gets - ofDeleted);
  }

  @Test
  void objectsAreDeletedAtTheEndOfTheirLifetimeAndNotTwice() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> 10 * MS, request -> 200);
    Workload workload =
        read(
            "duration: 10s\n"
                + "load: {a: {objects: cm, rate: 10/s, arrivals: constant, lifetime: 2s,"
                + " mix: {create: 1}}}");
    WorkloadLoop loop = loop(workload, server, 1);
    server.run(loop);
    Map<String, Long> createdNs = new HashMap<>();
    int deletes = 0;
    for (SlowServer.Served served : server.all()) {
      if (served.request().method().equals("POST")) {
        createdNs.put(object(served.request()), served.endNs());
      } else {
        deletes++;
        Long created = createdNs.remove(object(served.request()));
        assertThat(created).as("deleted once").isNotNull();
        assertThat(served.sentNs() - created).isEqualTo(2_000 * MS);
      }
    }
    assertThat(completed.get(Operation.CREATE)).isEqualTo(100);
    assertThat(deletes).isEqualTo(100 - createdNs.size()).isBetween(78, 81);
    assertThat(loop.ledger().mayExist().cardinality()).isEqualTo(createdNs.size());
  }

  @Test
  void watchesThatAreNotAnsweredAtTheEndAreWaitedForAndFailNot() throws IOException {
    SlowServer server =
        new SlowServer(ticker, request -> MS, request -> 200).openingAfter(3_000 * MS);
    Workload workload =
        read(
            "duration: 1s\nload: {w: {objects: cm, rate: 20/s, arrivals: constant, mix: {watch: 1}}}");
    WorkloadLoop loop = loop(workload, server, 1);
    server.run(loop);

    assertThat(completed.get(Operation.WATCH)).isBetween(19, 21);
    assertThat(failed.get(Operation.WATCH)).isZero();
    assertThat(server.watches())
        .allSatisfy(
            watch ->
                assertThat(watch.endedNs() - watch.openedNs())
                    .as("as soon as it is answered")
                    .isEqualTo(3_000 * MS));
  }

  @Test
  void theSameSeedSendsTheSameRequestsToAServerThatAnswersTheSame() throws IOException {
    Workload workload =
        read(
            "duration: 5s\nnamespaces: 3\n"
                + "objects: {o: {kind: cm, size: 'exp:500'}}\n"
                + "load: {a: {objects: o, rate: 50/s, mix: {create: 1, patch: 2, get: 3}}}");
    List<List<String>> sent = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ManualTicker own = new ManualTicker();
      SlowServer server = new SlowServer(own, request -> MS, request -> 200);
      server.run(loop(workload, server, 5, own));
      sent.add(
          server.all().stream()
              .map(s -> s.sentNs() + s.request().path() + s.request().body().length)
              .toList());
    }
    assertThat(sent.get(0)).hasSizeGreaterThan(100).isEqualTo(sent.get(1));
  }

  @Test
  void objectsMayTakeTheNamespacesInTurn() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    Workload workload =
        read(
            "duration: 10s\nnamespaces: {count: 3, spread: turn}\n"
                + "load: {a: {objects: cm, rate: {total: 30, within: 5s}, arrivals: uniform,"
                + " mix: {create: 1}}}");
    server.run(loop(workload, server, 1));
    assertThat(server.all()).hasSize(30);
    assertThat(server.all().get(29).sentNs()).isLessThanOrEqualTo(5_000 * MS);
    for (int i = 0; i < 30; i++) {
      assertThat(server.all().get(i).request().path()).contains("/ns-" + (i % 3 + 1) + "/");
    }
  }

  @Test
  void objectsThatAreThereAlreadyAreReadInTurnAndStay() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    Workload workload =
        read(
            "duration: 10s\nobjects: {n: {kind: cm, existing: all}}\n"
                + "load: {a: {objects: n, rate: 30/s, arrivals: constant,"
                + " mix: {get: {among: turn, path: proxy/metrics}}}}");
    WorkloadLoop loop = loop(workload, server, 1);
    for (String name : List.of("x", "y", "z")) {
      loop.adopt(ofFlow, "/api/v1/nodes/" + name);
    }
    server.run(loop);
    Map<String, Integer> reads = new HashMap<>();
    server.all().forEach(served -> reads.merge(served.request().path(), 1, Integer::sum));
    assertThat(reads)
        .containsOnly(
            Map.entry("/api/v1/nodes/x/proxy/metrics", 100),
            Map.entry("/api/v1/nodes/y/proxy/metrics", 100),
            Map.entry("/api/v1/nodes/z/proxy/metrics", 100));
    for (int i = 3; i < server.all().size(); i++) {
      assertThat(server.all().get(i).request().path())
          .isEqualTo(server.all().get(i - 3).request().path());
    }
    assertThat(loop.ledger().mayExist().cardinality()).isZero();
  }

  @Test
  void bodiesHaveTheirSize() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    Workload workload =
        read(
            "duration: 1s\nobjects: {o: {kind: cm, size: 4Ki}}\n"
                + "load: {a: {objects: o, rate: 50/s, mix: {create: 1}}}");
    server.run(loop(workload, server, 5));
    assertThat(server.all())
        .isNotEmpty()
        .allSatisfy(served -> assertThat(served.request().body()).hasSize(4096));
  }

  /** A server whose collection's deletes take the first four by name, and say which. */
  private SlowServer deletingByFour(TreeSet<String> there) {
    return new SlowServer(ticker, request -> MS, request -> 200)
        .answering(
            request -> {
              List<Object> items = new ArrayList<>();
              if (request.method().equals("POST")) {
                there.add(object(request).replaceAll(".*/", ""));
              } else {
                for (int i = 0; i < 4 && !there.isEmpty(); i++) {
                  items.add(Map.of("metadata", Map.of("name", there.pollFirst())));
                }
              }
              return JsonWriter.bytes(Map.of("items", items));
            });
  }

  private static String clearing(String count) {
    return "phases: [{name: a, duration: 1s}, {name: b, duration: 9s}]\n"
        + "load:\n"
        + "  make: {objects: cm, rate: {a: 10/s}, arrivals: constant, mix: {create: 1}}\n"
        + "  clear: {objects: cm, rate: {b: 1/s}, arrivals: constant, count: "
        + count
        + ", mix: {deletecollection: {limit: 4}}}";
  }

  @Test
  void aCollectionsDeleteWithALimitTakesWhatItsAnswerSays() throws IOException {
    TreeSet<String> there = new TreeSet<>();
    SlowServer server = deletingByFour(there);
    WorkloadLoop loop = loop(read(clearing("1")), server, 1);
    server.run(loop);
    assertThat(server.all()).hasSize(11);
    assertThat(server.all().get(10).request().path()).endsWith("&limit=4");
    assertThat(there).hasSize(6);
    assertThat(loop.population()).isEqualTo(6);
    assertThat(loop.ledger().mayExist().stream().mapToObj(n -> RUN + "-" + n))
        .containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void deletesOfACollectionWithALimitComeToTheEndOfIt() throws IOException {
    TreeSet<String> there = new TreeSet<>();
    SlowServer server = deletingByFour(there);
    WorkloadLoop loop = loop(read(clearing("9")), server, 1);
    server.run(loop);
    assertThat(there).isEmpty();
    assertThat(loop.population()).isZero();
    assertThat(loop.ledger().mayExist().cardinality()).isZero();
  }

  private static final String BY_STATE =
      "phases: [{name: fill, until: {objects: cm, count: 20}, atMost: 60s},"
          + " {name: after, duration: 5s}]\n"
          + "load: {a: {objects: cm, rate: 10/s, arrivals: constant, mix: {create: 1}}}";

  @Test
  void aPhaseEndsByItsStateAndTheNextOneCountsFromThere() throws IOException {
    WorkloadLoop[] loop = new WorkloadLoop[1];
    int[] posts = {0};
    SlowServer server =
        new SlowServer(
            ticker,
            request -> {
              if (++posts[0] == 20) {
                loop[0].reached(0, ticker.nanos());
              }
              return MS;
            },
            request -> 200);
    loop[0] = loop(read(BY_STATE), server, 1);
    server.run(loop[0]);
    PhaseTimes times = loop[0].times();
    // The twentieth of ten a second is due in the middle of its tenth.
    assertThat(times.endNs(0)).hasValue(1_950 * MS + 1);
    assertThat(times.wasReached(0)).isTrue();
    assertThat(times.endNs(1)).hasValue(6_950 * MS + 1);
    assertThat(times.at(1_950 * MS)).isZero();
    assertThat(times.at(1_950 * MS + 1)).isEqualTo(1);
    assertThat(server.all()).hasSize(70);
    assertThat(server.all().get(20).sentNs()).isEqualTo(2_000 * MS + 1);
    assertThat(server.all().get(69).sentNs()).isEqualTo(6_900 * MS + 1);
  }

  @Test
  void aLoopThatHearsLateOfAStateIsLateAndDoesNotShiftTheSchedule() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    WorkloadLoop loop = loop(read(BY_STATE), server, 1);
    loop.begin();
    loop.step(ticker.nanos());
    loop.reached(0, ticker.nanos() + 30 * MS);
    ticker.advanceNs(1_000 * MS);
    loop.step(ticker.nanos());
    assertThat(loop.times().endNs(0)).hasValue(30 * MS);
    // Due after 80 ms, 180 ms and so on, all of them sent now.
    assertThat(server.all()).hasSize(10);
    assertThat(loop.state().lastIntendedSinceStartNs()).isEqualTo(980 * MS);
  }

  @Test
  void aPhaseWhoseStateIsNotReachedEndsAtItsTime() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    WorkloadLoop loop = loop(read(BY_STATE), server, 1);
    server.run(loop);
    assertThat(loop.times().endNs(0)).hasValue(60_000 * MS);
    assertThat(loop.times().wasReached(0)).isFalse();
    assertThat(server.all()).hasSize(650);
  }

  @Test
  void aFlowHasNoMoreArrivalsThanItsCountOverAllPhases() throws IOException {
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    Workload workload =
        read(
            "phases: [{name: a, duration: 1s}, {name: b, duration: 1s}]\n"
                + "load: {a: {objects: cm, rate: 10/s, arrivals: constant, count: 13,"
                + " mix: {create: 1}}}");
    server.run(loop(workload, server, 1));
    assertThat(server.all()).hasSize(13);
  }
}
