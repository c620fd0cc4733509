package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.edit.EntryChange;
import io.scaletest.player.edit.Selection;
import io.scaletest.player.edit.TraceEdit;
import io.scaletest.player.load.HeldWatches;
import io.scaletest.player.load.SlowServer;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replay against servers that are slow and that fail, on a clock of the test's. */
class ReplayLoopTest {
  private static final long MS = Entries.MS;

  /** Passes through as it is: which entry a request is of. */
  private static final Pattern NUMBER = Pattern.compile("pretty=(\\d+)");

  @TempDir private Path folder;
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final Heard heard = new Heard();
  private final RunObjects made = new RunObjects();
  private boolean prepared;

  /** What the loop told. */
  private static final class Heard implements ReplayListener {
    private final Map<Integer, Integer> codes = new HashMap<>();
    private long due;
    private long completed;
    private long dropped;
    private long heldLongestNs;
    private long latestNs;
    private final List<Long> lifetimes = new ArrayList<>();

    @Override
    public void due(ReplayOp op) {
      due++;
    }

    @Override
    public void sending(ReplayOp op) {}

    @Override
    public void completed(ReplayOp op, ApiReply reply) {
      completed++;
      codes.merge(reply.status(), 1, Integer::sum);
      heldLongestNs = Math.max(heldLongestNs, op.freeNs - op.intendedNs);
      latestNs = Math.max(latestNs, reply.sentNs() - op.freeNs);
    }

    @Override
    public void dropped(ReplayOp op) {
      dropped++;
    }

    @Override
    public void watchEnded(ReplayOp op, long openNs, long events, long nowNs) {
      lifetimes.add(openNs);
    }
  }

  /** Reads when it is asked, so that nothing depends on threads. */
  private static final class Direct implements OpSource {
    private final TraceOps ops;
    private ReplayOp next;
    private boolean ended;

    Direct(TraceOps ops) {
      this.ops = ops;
    }

    @Override
    public ReplayOp peek() {
      if (next == null && !ended) {
        try {
          next = ops.next().orElse(null);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        ended = next == null;
      }
      return next;
    }

    @Override
    public void take() {
      next = null;
    }

    @Override
    public boolean ended() {
      return peek() == null;
    }
  }

  /** Returns a copy whose namespace a was made for it. */
  private static Copy inPrepared(Copy copy) {
    copy.prepared().find(List.of("a"), copy.names(), InstantApi.withKinds());
    return copy;
  }

  private ReplayLoop loop(Path trace, SlowServer server, double speed, int rounds, int copies) {
    TraceScan scan =
        TraceScan.of(
            trace, Set.of(TrafficClass.CLIENT), TraceScan.Window.ALL, PatchRules.NONE, () -> false);
    TargetKinds kinds = new TargetKinds(InstantApi.withKinds());
    kinds.find(scan.paths());
    Bodies bodies = new Bodies("rep", kinds, Set.of());
    Requests requests = new Requests(bodies, speed, Set.of("configmaps"));
    List<List<Copy>> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Copy> beside = new ArrayList<>();
      for (int copy = 1; copy <= copies; copy++) {
        RunNames names = new RunNames("rep", rounds * copies == 1 ? 0 : round * copies + copy);
        beside.add(prepared ? inPrepared(new Copy(names)) : new Copy(names));
      }
      all.add(beside);
    }
    long roundNs = scan.lastAfterNs() + MS;
    TraceOps ops =
        new TraceOps(
            new TraceOps.Plan(
                trace,
                Set.of(TrafficClass.CLIENT),
                TraceScan.Window.ALL,
                scan.startNs(),
                roundNs,
                speed,
                all,
                kinds,
                bodies,
                new Callers(false, Map.of()),
                PatchRules.NONE));
    return new ReplayLoop(
        new Direct(ops),
        requests,
        made,
        new HeldWatches(server, ticker),
        heard,
        Math.round(((rounds - 1) * roundNs + scan.lengthNs()) / speed),
        server,
        ticker,
        faults);
  }

  private SlowServer server(long seed, long slowestNs) {
    SplittableRandom random = new SplittableRandom(seed);
    return new SlowServer(
            ticker,
            request -> (long) (random.nextDouble() * random.nextDouble() * slowestNs),
            request -> {
              int die = random.nextInt(20);
              return die == 0 ? 500 : die == 1 ? 409 : die == 2 ? 0 : die == 3 ? 404 : 200;
            })
        .answering(request -> answer(random));
  }

  private static byte[] answer(SplittableRandom random) {
    String text =
        "{\"kind\":\"X\",\"metadata\":{\"name\":\"\",\"uid\":\"u"
            + random.nextInt(1_000)
            + "\",\"resourceVersion\":\""
            + random.nextInt(1, 100_000)
            + "\"}}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Requests of every verb on few objects, so that they meet. */
  private static Entries mixed(long seed, int count) {
    Random random = new Random(seed);
    Entries entries = new Entries().every(3 * MS);
    for (int i = 0; i < count; i++) {
      String namespace = "ns" + random.nextInt(3);
      String name = "c" + random.nextInt(10);
      String query = "pretty=" + i;
      int die = random.nextInt(100);
      if (die < 25) {
        entries
            .add("create", Entries.CONFIG_MAPS, namespace, name)
            .code(201)
            .query(query)
            .body("{\"metadata\":{\"name\":\"" + name + "\"}}");
      } else if (die < 40) {
        entries
            .add("update", Entries.CONFIG_MAPS, namespace, name)
            .query(query)
            .body("{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"7\"}}");
      } else if (die < 50) {
        entries
            .add("patch", Entries.CONFIG_MAPS, namespace, name)
            .query(query)
            .patch(random.nextBoolean() ? PatchType.MERGE : PatchType.APPLY)
            .body("{\"data\":{\"i\":\"" + i + "\"}}");
      } else if (die < 75) {
        entries.add("get", Entries.CONFIG_MAPS, namespace, name).query(query);
      } else if (die < 85) {
        entries.add("delete", Entries.CONFIG_MAPS, namespace, name).query(query);
      } else if (die < 95) {
        entries.add("list", Entries.CONFIG_MAPS, namespace, "").query(query);
      } else if (die < 98) {
        entries.add("deletecollection", Entries.CONFIG_MAPS, namespace, "").query(query);
      } else {
        entries
            .add(
                random.nextBoolean() ? "create" : "delete",
                Entries.NAMESPACES,
                namespace,
                namespace)
            .query(query)
            .body("{\"metadata\":{\"name\":\"" + namespace + "\"}}");
      }
    }
    return entries;
  }

  private static int number(SlowServer.Served served) {
    Matcher matcher = NUMBER.matcher(served.request().path());
    assertThat(matcher.find()).as(served.request().path()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static boolean isWrite(TraceEntry entry) {
    return !Set.of("get", "list").contains(entry.verb());
  }

  /** Returns whether two requests may neither overlap nor swap. */
  private static boolean conflict(TraceEntry one, TraceEntry other) {
    if (!isWrite(one) && !isWrite(other)
        || !one.object().namespace().equals(other.object().namespace())) {
      return false;
    }
    boolean namespace =
        one.resource().equals(Entries.NAMESPACES) || other.resource().equals(Entries.NAMESPACES);
    boolean sameObject =
        !one.object().name().isEmpty() && one.object().name().equals(other.object().name());
    boolean collection =
        one.verb().equals("deletecollection") || other.verb().equals("deletecollection");
    if (namespace) {
      return isWrite(one) && one.resource().equals(Entries.NAMESPACES)
          || isWrite(other) && other.resource().equals(Entries.NAMESPACES);
    }
    return sameObject || collection;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noTwoRequestsToAnObjectOverlapOrSwapWhateverTheServerDoes(long seed) throws IOException {
    Entries entries = mixed(seed, 1_500);
    SlowServer server = server(seed, 400 * MS);
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(server.all()).as("all went out").hasSize(1_500);
    assertThat(heard.completed).isEqualTo(1_500);
    assertThat(heard.heldLongestNs).as("the server is slow enough to wait for").isPositive();
    assertThat(heard.latestNs).as("what was free went at once").isZero();
    assertThat(loop.held()).isZero();
    Map<Integer, SlowServer.Served> byNumber = new HashMap<>();
    server.all().forEach(served -> byNumber.put(number(served), served));
    int met = 0;
    for (int later = 0; later < 1_500; later++) {
      for (int earlier = Math.max(0, later - 300); earlier < later; earlier++) {
        if (conflict(entries.all().get(earlier), entries.all().get(later))) {
          met++;
          assertThat(byNumber.get(earlier).endNs())
              .as("seed %d: entry %d before %d", seed, earlier, later)
              .isLessThanOrEqualTo(byNumber.get(later).sentNs());
        }
      }
    }
    assertThat(met).as("requests that meet").isGreaterThan(10_000);
  }

  @Test
  void whatNothingHoldsUpGoesWhenTheRecordingSays() throws IOException {
    Entries entries = new Entries().every(10 * MS);
    for (int i = 0; i < 100; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "a", "c").query("pretty=" + i);
    }
    SlowServer server = new SlowServer(ticker, request -> 500 * MS, request -> 200);
    long startNs = ticker.nanos();
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 2, 1, 1);
    server.run(loop, loop::begin);

    for (SlowServer.Served served : server.all()) {
      assertThat(served.sentNs() - startNs).isEqualTo(number(served) * 5L * MS);
    }
  }

  private record Sent(long ns, String method, String path, String body) {}

  private List<Sent> replayed(Path trace, long seed) {
    SlowServer server = server(seed, 200 * MS);
    long startNs = ticker.nanos();
    ReplayLoop loop = loop(trace, server, 1, 1, 1);
    server.run(loop, loop::begin);
    List<Sent> sent = new ArrayList<>();
    for (SlowServer.Served each : server.all()) {
      ApiRequest request = each.request();
      sent.add(
          new Sent(
              each.sentNs() - startNs,
              request.method(),
              request.path(),
              new String(request.body(), StandardCharsets.UTF_8)));
    }
    return sent;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theReplayOfATraceIsThatOfTheSameTraceCutAndMerged(long seed) throws IOException {
    Path whole = mixed(seed, 800).write(folder.resolve("whole"));
    List<Path> pieces = new ArrayList<>();
    long[] bounds = {0, 700 * MS, 1_500 * MS, Long.MAX_VALUE};
    for (int i = 0; i < 3; i++) {
      Path piece = folder.resolve("piece" + i);
      TraceEdit.write(
          List.of(whole),
          Selection.between(bounds[i], bounds[i + 1]),
          EntryChange.NONE,
          piece,
          "test");
      pieces.add(piece);
    }
    Path merged = folder.resolve("merged");
    TraceEdit.write(
        List.of(pieces.get(2), pieces.get(0), pieces.get(1)),
        Selection.ALL,
        EntryChange.NONE,
        merged,
        "test");

    assertThat(replayed(merged, seed)).hasSize(800).isEqualTo(replayed(whole, seed));
  }

  @Test
  void copiesAndRoundsAreInNamespacesOfTheirOwn() throws IOException {
    Entries entries = new Entries();
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    long startNs = ticker.nanos();
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 2, 2);
    server.run(loop, loop::begin);

    assertThat(server.all())
        .extracting(
            each -> each.request().path().split("/")[4], each -> (each.sentNs() - startNs) / MS)
        .containsExactly(
            tuple("rep-1-a", 0L),
            tuple("rep-2-a", 0L),
            tuple("rep-1-a", 1L),
            tuple("rep-2-a", 1L),
            tuple("rep-3-a", 2L),
            tuple("rep-4-a", 2L),
            tuple("rep-3-a", 3L),
            tuple("rep-4-a", 3L));
  }

  @Test
  void aLifetimeEndsWithADelete() throws IOException {
    Entries entries = new Entries().every(50 * MS);
    entries
        .add("create", Entries.CONFIG_MAPS, "a", "short")
        .code(201)
        .living(20 * MS)
        .body("{\"metadata\":{\"name\":\"short\"}}");
    entries
        .add("create", Entries.CONFIG_MAPS, "a", "long")
        .code(201)
        .living(1_000 * MS)
        .body("{\"metadata\":{\"name\":\"long\"}}");
    SlowServer server = new SlowServer(ticker, request -> 30 * MS, request -> 201);
    long startNs = ticker.nanos();
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(server.all())
        .extracting(
            each -> each.request().method() + " " + each.request().path().replaceAll("\\?.*", ""),
            each -> (each.sentNs() - startNs) / MS)
        .contains(tuple("DELETE /api/v1/namespaces/rep-a/configmaps/short", 30L))
        .as("what lives longer than the recording is left to the clean-up")
        .hasSize(3);
  }

  @Test
  void aMadeUpNameIsBoundToTheRecordedOne() throws IOException {
    Entries entries = new Entries();
    entries
        .add("create", Entries.PODS, "a", "p-x7k2p")
        .code(201)
        .generated("p-", NameOrigin.ANSWER)
        .body("{\"metadata\":{\"generateName\":\"p-\"}}");
    entries.add("get", Entries.PODS, "a", "p-x7k2p");
    SlowServer server =
        new SlowServer(ticker, request -> 20 * MS, request -> 201)
            .answering(
                request ->
                    "{\"metadata\":{\"name\":\"p-server\"}}".getBytes(StandardCharsets.UTF_8));
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(server.all().get(1).request().path())
        .as("it waited for the answer")
        .isEqualTo("/api/v1/namespaces/rep-a/pods/p-server");
  }

  @Test
  void whatIsMadeForTheClusterIsKnownUntilItIsDeleted() throws IOException {
    Entries entries = new Entries();
    entries.add("create", Entries.NODES, "", "n1").code(201).body("{}");
    entries.add("create", Entries.NODES, "", "n2").code(201).body("{}");
    entries.add("delete", Entries.NODES, "", "n1");
    SlowServer server = new SlowServer(ticker, request -> MS / 2, request -> 201);
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(loop.ledger().mayExist().cardinality()).isEqualTo(1);
    assertThat(loop.ledger().mayExist(2)).isTrue();
  }

  @Test
  void whatIsMadeInANamespaceThatStaysIsKnownUntilItIsDeleted() throws IOException {
    prepared = true;
    Entries entries = new Entries();
    entries.add("create", Entries.CONFIG_MAPS, "a", "c1").code(201).body("{}");
    entries.add("create", Entries.CONFIG_MAPS, "a", "c2").code(201).body("{}");
    entries.add("create", Entries.CONFIG_MAPS, "b", "c3").code(201).body("{}");
    entries
        .add("create", Entries.CONFIG_MAPS, "a", "g-x7k2p")
        .code(201)
        .generated("g-", NameOrigin.ANSWER)
        .body("{\"metadata\":{\"generateName\":\"g-\"}}");
    entries.add("delete", Entries.CONFIG_MAPS, "a", "c1");
    SlowServer server = new SlowServer(ticker, request -> MS / 2, request -> 201);
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(loop.ledger().mayExist().stream().mapToObj(each -> made.delete(each).path()))
        .containsExactly(
            "/api/v1/namespaces/rep-a/configmaps/c2",
            "/api/v1/namespaces/rep-a/configmaps/g-x7k2p");
    assertThat(server.all())
        .filteredOn(each -> each.request().path().startsWith("/api/v1/namespaces/rep-a/"))
        .filteredOn(each -> each.request().method().equals("POST"))
        .hasSize(3)
        .allMatch(
            each ->
                new String(each.request().body(), StandardCharsets.UTF_8)
                    .contains("\"scaletest/runid\":\"rep\""));
  }

  @Test
  void watchesLastAsLongAsInTheRecordingOrToItsEnd() throws IOException {
    Entries entries = new Entries().every(100 * MS);
    entries.add("watch", Entries.CONFIG_MAPS, "a", "").query("watch=true").lasting(250 * MS);
    entries.add("watch", Entries.CONFIG_MAPS, "a", "").query("watch=true").lasting(-1);
    entries.add("get", Entries.CONFIG_MAPS, "a", "c").lasting(600 * MS);
    SlowServer server = new SlowServer(ticker, request -> MS, request -> 200);
    long startNs = ticker.nanos();
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 2, 1, 1);
    server.run(loop, loop::begin);

    assertThat(server.watches())
        .extracting(
            each -> (each.openedNs() - startNs) / MS, each -> (each.endedNs() - startNs) / MS)
        .containsExactly(tuple(0L, 125L), tuple(50L, 400L));
    assertThat(heard.lifetimes).containsExactly(125 * MS, 350 * MS);
  }

  @Test
  void aWatchWhoseAnswerComesBehindItsEndIsAnsweredAndEndsThen() throws IOException {
    Entries entries = new Entries().every(100 * MS);
    entries.add("watch", Entries.CONFIG_MAPS, "a", "").query("watch=true").lasting(50 * MS);
    entries.add("watch", Entries.CONFIG_MAPS, "a", "").query("watch=true").lasting(-1);
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    SlowServer server =
        new SlowServer(ticker, request -> MS, request -> 200).openingAfter(400 * MS);
    long startNs = ticker.nanos();
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(heard.codes).isEqualTo(Map.of(200, 3));
    assertThat(server.watches())
        .extracting(watch -> watch.endedNs() - startNs)
        .containsExactly(400 * MS, 500 * MS);
    assertThat(loop.held()).isZero();
  }

  @Test
  void aServerThatIsFarBehindIsNotAskedForMore() throws IOException {
    int count = ReplayLoop.UNDER_WAY_MAX + 100;
    Entries entries = new Entries().every(1_000);
    for (int i = 0; i < count; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "a", "c" + i);
    }
    SlowServer server = new SlowServer(ticker, request -> 10_000 * MS, request -> 200);
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(loop.pauses()).isPositive();
    assertThat(server.all()).as("all went out at last").hasSize(count);
    assertThat(heard.latestNs).as("none was late by this process's doing").isZero();
    assertThat(heard.heldLongestNs).isGreaterThan(9_900 * MS);
  }

  @Test
  void aPageThatThereWasNotIsDropped() throws IOException {
    Entries entries = new Entries();
    entries.add("list", Entries.CONFIG_MAPS, "a", "").query("limit=10");
    entries.add("list", Entries.CONFIG_MAPS, "a", "").query("limit=10&continue=");
    entries.add("list", Entries.CONFIG_MAPS, "a", "").query("limit=10&continue=");
    int[] pages = {0};
    SlowServer server =
        new SlowServer(ticker, request -> 5 * MS, request -> 200)
            .answering(
                request ->
                    (pages[0]++ == 0
                            ? "{\"metadata\":{\"continue\":\"more\"},\"items\":[]}"
                            : "{\"metadata\":{},\"items\":[]}")
                        .getBytes(StandardCharsets.UTF_8));
    ReplayLoop loop = loop(entries.write(folder.resolve("t")), server, 1, 1, 1);
    server.run(loop, loop::begin);

    assertThat(server.all())
        .extracting(each -> each.request().path().replaceAll(".*\\?", ""))
        .containsExactly("limit=10", "limit=10&continue=more");
    assertThat(heard.dropped).isEqualTo(1);
    assertThat(loop.held()).isZero();
  }
}
