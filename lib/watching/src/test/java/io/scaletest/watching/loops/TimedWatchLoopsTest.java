package io.scaletest.watching.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.heads.JsonHeads;
import io.scaletest.watching.steps.FakeTransport;
import io.scaletest.watching.steps.WatchLifetime;
import io.scaletest.watching.timer.ManualTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimedWatchLoopsTest {
  private static final long SEED = 20261121;
  private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
  private static final String PATH = "/apis/wardle.example.com/v1alpha1/flunders";

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final WallClock wallClock = WallClock.startingAt(START, ticker);
  private final ManualTimers timers = new ManualTimers(ticker);
  private final FakeTransport server = new FakeTransport(ticker);
  private final Heard heard = new Heard();
  private final LoopLatencies latencies = LoopLatencies.create();

  /** Keeps what loops say, as short lines. */
  private static final class Heard implements LoopListener {
    final List<String> said = new ArrayList<>();
    final List<Missed> missed = new ArrayList<>();

    @Override
    public void onWatching(int loop, String resourceVersion, int timeoutSeconds) {
      said.add(loop + " watches from " + resourceVersion);
    }

    @Override
    public void onOpened(int loop, boolean first) {
      said.add(loop + (first ? " open first" : " open"));
    }

    @Override
    public void onEvent(
        int loop, EventHead head, HeadReader reader, byte[] bytes, int offset, int length) {
      said.add(loop + " " + head.type() + " " + head.key() + "@" + head.resourceVersion());
    }

    @Override
    public void onWatchEnded(int loop) {
      said.add(loop + " ended");
    }

    @Override
    public void onListFailure(int loop, String why, long retryInNs) {
      said.add(loop + " list: " + why);
    }

    @Override
    public void onRetry(int loop, String what, long retryInNs) {
      said.add(loop + " again: " + what + " in " + TimeUnit.NANOSECONDS.toSeconds(retryInNs));
    }

    @Override
    public void onWatchFailure(int loop, String why, long retryInNs) {
      said.add(loop + " watch: " + why);
    }

    @Override
    public void onWatchBroken(int loop, String why, long retryInNs) {
      said.add(loop + " broke: " + why);
    }

    @Override
    public void onRelisted(int loop, Missed what) {
      missed.add(what);
    }
  }

  private TimedWatchLoops loops(int watchers) {
    var parts =
        new LoopParts(server, PATH, new JsonHeads(), heard, latencies, timers, wallClock, faults);
    return new TimedWatchLoops(parts, watchers, SEED);
  }

  @Test
  void loopsMayWatchSingleObjectsTheirMetadataAloneAndSlowly() {
    LoopParts parts =
        new LoopParts(
            server,
            PATH,
            JsonHeads.ofMetadata(),
            heard,
            latencies,
            timers,
            wallClock,
            faults,
            random -> new WatchLifetime(300),
            number -> "fieldSelector=metadata.name%3Dx" + number,
            1024);
    new TimedWatchLoops(parts, 2, SEED).start(Duration.ZERO);
    assertThat(server.lastPage().path).isEqualTo(PATH + "?fieldSelector=metadata.name%3Dx2");
    assertThat(server.lastPage().accept).endsWith(";as=PartialObjectMetadataList");
    server.lastPage().answer(200, list(5, 3));
    assertThat(server.lastStream().path)
        .startsWith(PATH + "?resourceVersion=5&")
        .endsWith("&watch=true&fieldSelector=metadata.name%3Dx2");
    assertThat(server.lastStream().accept).endsWith(";as=PartialObjectMetadata");
    assertThat(server.lastStream().bytesPerSecond()).isEqualTo(1024);
  }

  private TimedWatchLoops started() {
    TimedWatchLoops loops = loops(1);
    loops.start(Duration.ZERO);
    return loops;
  }

  /** One loop that has listed {@code a} and {@code b} and watches from version 5. */
  private TimedWatchLoops watching() {
    TimedWatchLoops loops = started();
    server.lastPage().answer(200, list(5, 3, 4));
    server.lastStream().open();
    heard.said.clear();
    return loops;
  }

  private static String list(long version, long... objects) {
    var items = new StringBuilder();
    for (long object : objects) {
      items.append(items.isEmpty() ? "" : ",").append(object("o" + object, object));
    }
    return "{\"kind\":\"FlunderList\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\"},\"items\":["
        + items
        + "]}";
  }

  private static String object(String name, long version) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\",\"namespace\":\"n\",\"resourceVersion\":\""
        + version
        + "\"},\"spec\":{}}";
  }

  private static String event(String type, String name, long version) {
    return "{\"type\":\"" + type + "\",\"object\":" + object(name, version) + "}";
  }

  /** An object as a driver stamped it, so long after the start of the test. */
  private static String stamped(String name, long version, String key, long stampMs) {
    String stamp = Instant.EPOCH.plusMillis(START.toEpochMilli() + stampMs).toString();
    return object(name, version)
        .replace(
            "},\"spec\"",
            ",\"annotations\":{\""
                + key
                + "\":\""
                + stamp.replace('T', ' ').replace("Z", " Z")
                + "\"}},\"spec\"");
  }

  private static String created(String name, long version, long stampMs) {
    String object = stamped(name, version, ScaletestNames.CREATE_TIMESTAMP, stampMs);
    return "{\"type\":\"ADDED\",\"object\":" + object + "}";
  }

  private static String updated(String name, long version, long stampMs) {
    String object = stamped(name, version, ScaletestNames.UPDATE_TIMESTAMP, stampMs);
    return "{\"type\":\"MODIFIED\",\"object\":" + object + "}";
  }

  private static long notified(TimedWatchLoops loops, int number) {
    return loops.all().get(number - 1).notifications().count();
  }

  /** So many loops that have listed {@code page} and watch. */
  private TimedWatchLoops watching(int watchers, String page) {
    TimedWatchLoops loops = loops(watchers);
    loops.start(Duration.ZERO);
    server.pages.forEach(list -> list.answer(200, page));
    server.streams.forEach(FakeTransport.Stream::open);
    return loops;
  }

  private static long count(TimedWatchLoops loops, LoopCount count) {
    return loops.total(count);
  }

  private void passSeconds(long seconds) {
    timers.advanceNs(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void loopsThatNeverHadAWatchAreCountedAndLaterEndsOfWatchesAreNot() {
    TimedWatchLoops loops = loops(4);
    loops.start(1, 3, Duration.ZERO);
    server.pages.subList(0, 2).forEach(list -> list.answer(200, list(5)));
    assertThat(loops.neverOpened(3)).isEqualTo(3);
    server.streams.forEach(FakeTransport.Stream::open);
    assertThat(loops.neverOpened(3)).isOne();
    loops.drop(1);
    assertThat(loops.open()).isZero();
    assertThat(loops.neverOpened(3)).isOne();
    assertThat(loops.neverOpened(0)).isZero();
  }

  @Test
  void watchesFromTheListsVersionForThreeHundredToSixHundredSeconds() {
    started();
    assertThat(server.lastPage().path).isEqualTo(PATH);
    server.lastPage().answer(200, list(5));

    assertThat(server.lastStream().path)
        .matches(PATH + "\\?resourceVersion=5&timeoutSeconds=[345]\\d\\d&watch=true");
  }

  @Test
  void theSameSeedGivesEachLoopTheSameTimesAndDifferentOnesToDifferentLoops() {
    List<String> paths = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      loops(3).start(Duration.ZERO);
      server.pages.subList(3 * round, 3 * round + 3).forEach(page -> page.answer(200, list(5)));
    }
    server.streams.forEach(stream -> paths.add(stream.path));

    assertThat(paths.subList(0, 3)).doesNotHaveDuplicates().isEqualTo(paths.subList(3, 6));
  }

  @Test
  void countsEventsByTypeForEachLoop() {
    TimedWatchLoops loops = loops(2);
    loops.start(Duration.ZERO);
    server.pages.forEach(page -> page.answer(200, list(5)));
    server.streams.forEach(FakeTransport.Stream::open);
    server.streams.get(0).send(event("ADDED", "a", 6), event("MODIFIED", "a", 7));
    server.streams.get(1).send(event("DELETED", "a", 8));

    assertThat(loops.all().get(0).counts().get(LoopCount.EVENTS_ADDED)).isEqualTo(1);
    assertThat(loops.all().get(0).counts().get(LoopCount.EVENTS_MODIFIED)).isEqualTo(1);
    assertThat(loops.all().get(0).counts().objectEvents()).isEqualTo(2);
    assertThat(loops.all().get(1).counts().get(LoopCount.EVENTS_DELETED)).isEqualTo(1);
    assertThat(loops.objectEvents()).isEqualTo(3);
    assertThat(loops.open()).isEqualTo(2);
  }

  @Test
  void recordsForEachLoopAndForAllHowLateAStampedChangeIs() {
    TimedWatchLoops loops = watching(2, list(5));
    timers.advanceNs(TimeUnit.MILLISECONDS.toNanos(1_250));
    server.streams.get(0).send(created("a", 6, 1_000), updated("a", 7, 1_200));
    timers.advanceNs(TimeUnit.MILLISECONDS.toNanos(250));
    server.streams.get(1).send(created("a", 6, 1_000), event("ADDED", "without", 8));

    LatencySummary first = loops.all().get(0).notifications();
    LatencySummary second = loops.all().get(1).notifications();
    assertThat(first.count()).isEqualTo(2);
    assertThat(first.minNs()).hasValue(TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(first.maxNs()).hasValue(TimeUnit.MILLISECONDS.toNanos(250));
    assertThat(second.count()).isEqualTo(1);
    assertThat(second.maxNs()).hasValue(TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(latencies.notification().total().count()).isEqualTo(3);
  }

  @Test
  void aStampAheadOfTheClockIsANegativeLatency() {
    TimedWatchLoops loops = watching(1, list(5));
    server.lastStream().send(created("a", 6, 2_000));

    assertThat(loops.all().get(0).notifications().minNs()).hasValue(-TimeUnit.SECONDS.toNanos(2));
    assertThat(latencies.notification().total().minNs()).isLessThan(-1_990_000_000L);
  }

  @Test
  void whatTheListToldIsNoNotificationThoughTheWatchTellsItAgain() {
    TimedWatchLoops loops = watching(1, list(5, 3, 4));
    server.lastStream().send(created("o4", 4, -60_000), created("o6", 6, 0));

    assertThat(notified(loops, 1)).isEqualTo(1);
    assertThat(loops.objectEvents()).isEqualTo(2);
  }

  @Test
  void othersChangesToWhatAClientHasUpdatedAreNoNotificationsOfItsUpdate() {
    TimedWatchLoops loops = watching(2, list(5));
    server.streams.get(0).send(updated("a", 6, 0), updated("a", 7, 0), updated("a", 8, 500));
    // The second loop is behind the first.
    server.streams.get(1).send(updated("a", 6, 0), updated("a", 7, 0), updated("b", 9, 0));

    assertThat(notified(loops, 1)).isEqualTo(2);
    assertThat(notified(loops, 2)).isEqualTo(2);
  }

  @Test
  void othersChangesToWhatAClientHadUpdatedBeforeTheListAreNone() {
    String page = list(5, 3).replace(object("o3", 3), stampedUpdate());
    TimedWatchLoops loops = watching(2, page);
    server.streams.forEach(stream -> stream.send(updated("o3", 6, -90_000)));
    server.streams.forEach(stream -> stream.send(updated("o3", 7, 0)));

    assertThat(notified(loops, 1)).isEqualTo(1);
    assertThat(notified(loops, 2)).isEqualTo(1);
  }

  private static String stampedUpdate() {
    return stamped("o3", 3, ScaletestNames.UPDATE_TIMESTAMP, -90_000);
  }

  @Test
  void aServerWhoseVersionsAreNoNumbersHasNotificationsToo() {
    TimedWatchLoops loops = watching(1, list(5).replace("\"5\"", "\"five\""));
    server
        .lastStream()
        .send(
            created("a", 6, 0).replace("\"6\"", "\"six\""),
            updated("a", 7, 0).replace("\"7\"", "\"seven\""));

    assertThat(notified(loops, 1)).isEqualTo(2);
  }

  @Test
  void aWatchThatEndsInOrderIsFollowedByAListAtOnce() {
    TimedWatchLoops loops = watching();
    passSeconds(310);
    server.lastStream().end();
    assertThat(server.pages).hasSize(2);
    assertThat(loops.open()).isZero();
    server.lastPage().answer(200, list(9, 3, 4));
    server.lastStream().open();

    assertThat(heard.said).containsExactly("1 ended", "1 watches from 9", "1 open");
    assertThat(heard.missed.get(0).atLeast()).isZero();
    assertThat(count(loops, LoopCount.RELISTS)).isEqualTo(1);
    assertThat(count(loops, LoopCount.WATCHES_BROKEN)).isZero();
  }

  @Test
  void aWatchThatTheServerEndsBeforeItsTimeIsCutShort() {
    TimedWatchLoops loops = watching();
    passSeconds(299);
    server.lastStream().end();
    assertThat(count(loops, LoopCount.WATCHES_CUT_SHORT)).isEqualTo(1);

    server.lastPage().answer(200, list(5));
    server.lastStream().open();
    passSeconds(timeoutSeconds(server.lastStream()));
    server.lastStream().end();
    assertThat(count(loops, LoopCount.WATCHES_CUT_SHORT)).isEqualTo(1);
    assertThat(count(loops, LoopCount.WATCHES_BROKEN)).isZero();
  }

  private static long timeoutSeconds(FakeTransport.Stream stream) {
    Matcher asked = Pattern.compile("timeoutSeconds=(\\d+)").matcher(stream.path);
    assertThat(asked.find()).isTrue();
    return Long.parseLong(asked.group(1));
  }

  @Test
  void aWatchThatEndsAtOnceAndEmptyIsNotOpenedAgainAtOnce() {
    TimedWatchLoops loops = watching();
    server.lastStream().end();
    assertThat(server.pages).hasSize(1);
    passSeconds(2);

    assertThat(server.pages).hasSize(2);
    assertThat(count(loops, LoopCount.WATCHES_BROKEN)).isEqualTo(1);
  }

  @Test
  void saysWhatWasCertainlyMissedWithoutAWatch() {
    TimedWatchLoops loops = watching();
    server.lastStream().send(event("ADDED", "o6", 6), event("ADDED", "o7", 7));
    server.lastStream().breakOff("connection lost");
    passSeconds(2);
    // Four were known; now there are o4, o6 in a new version, and o12, which is new.
    server.lastPage().answer(200, list(20, 4, 11, 12));
    server.lastStream().open();

    Missed missed = heard.missed.get(0);
    assertThat(missed.newer()).isEqualTo(2);
    assertThat(missed.expected()).isEqualTo(4);
    assertThat(missed.objects()).isEqualTo(3);
    assertThat(missed.atLeast()).isEqualTo(3);
    assertThat(missed.blindNs()).isPositive();
    assertThat(count(loops, LoopCount.MISSED_AT_LEAST)).isEqualTo(3);
    assertThat(count(loops, LoopCount.BLIND_NS)).isEqualTo(missed.blindNs());
    assertThat(heard.said).contains("1 broke: connection lost");
  }

  @Test
  void aListThatFailsIsTriedAgainAfterEverLongerDelaysUpToThirtySeconds() {
    TimedWatchLoops loops = started();
    for (int attempt = 1; attempt <= 8; attempt++) {
      server.lastPage().fail("connection refused");
      assertThat(server.pages).hasSize(attempt);
      passSeconds(attempt == 1 ? 2 : 30);
      assertThat(server.pages).as("attempt %d", attempt).hasSize(attempt + 1);
    }
    assertThat(count(loops, LoopCount.LIST_FAILURES)).isEqualTo(8);
    server.lastPage().fail("connection refused");
    passSeconds(15);
    assertThat(server.pages).as("delays have grown").hasSize(9);
  }

  @Test
  void waitsAsLongAsAThrottlingServerAsks() {
    TimedWatchLoops loops = started();
    server
        .lastPage()
        .answer(
            429,
            "{\"kind\":\"Status\",\"message\":\"slow down\",\"code\":429,"
                + "\"details\":{\"retryAfterSeconds\":7}}");
    passSeconds(6);
    assertThat(server.pages).hasSize(1);
    passSeconds(1);

    assertThat(server.pages).hasSize(2);
    assertThat(heard.said).containsExactly("1 list: slow down");
    assertThat(loops.open()).isZero();
  }

  @Test
  void whatIsToBeSentAgainIsSentAgainAfterThatTimeAndHasNotFailed() {
    TimedWatchLoops loops = started();
    server.lastPage().refuse(429, 7);
    timers.advanceNs(TimeUnit.SECONDS.toNanos(7) - 1);
    assertThat(server.pages).hasSize(1);
    timers.advanceNs(1);
    server.lastPage().lose();
    passSeconds(1);
    server.lastPage().answer(200, list(5));
    server.lastStream().refuse(503, 2);
    passSeconds(2);
    server.lastStream().lose();
    passSeconds(1);
    server.lastStream().open();

    assertThat(heard.said)
        .containsExactly(
            "1 again: List: 429 refused in 7",
            "1 again: List: connection lost in 1",
            "1 watches from 5",
            "1 again: Watch: 503 Too many requests in 2",
            "1 again: Watch: connection lost in 1",
            "1 open first");
    assertThat(count(loops, LoopCount.RETRIES)).isEqualTo(4);
    assertThat(count(loops, LoopCount.THROTTLED)).isEqualTo(1);
    assertThat(count(loops, LoopCount.LIST_FAILURES)).isZero();
    assertThat(count(loops, LoopCount.WATCH_FAILURES)).isZero();
    assertThat(server.streams).extracting(stream -> stream.path).containsOnly(pathOfWatch());
  }

  private String pathOfWatch() {
    return server.streams.get(0).path;
  }

  @Test
  void latenciesContainTheWaitsBeforeSomethingIsSentAgainButNotThatForATurn() {
    loops(TimedWatchLoops.LISTS_AT_ONCE + 1).start(Duration.ZERO);
    server.pages.get(0).refuse(429, 7);
    passSeconds(27); // its turn is another's meanwhile: after 7 s it waits for one
    server.pages.get(1).answer(200, list(5));
    server.lastPage().answer(200, list(5));
    server.lastStream().refuse(503, 2);
    passSeconds(2);
    server.lastStream().open();

    assertThat(seconds(latencies.list().total().getMinValue())).isEqualTo(7);
    assertThat(seconds(latencies.list().total().getMaxValue())).isEqualTo(27);
    assertThat(seconds(latencies.open().total().getMaxValue())).isEqualTo(2);
  }

  private static long seconds(long ns) {
    return Math.round(ns / 1e9);
  }

  @Test
  void afterTenRetriesAListHasFailedAndAWatchThatIsLostCountsAsBroken() {
    TimedWatchLoops loops = started();
    for (int i = 0; i <= 10; i++) {
      assertThat(count(loops, LoopCount.LIST_FAILURES)).isZero();
      server.lastPage().refuse(429, 0);
      passSeconds(0);
    }
    assertThat(count(loops, LoopCount.LIST_FAILURES)).isEqualTo(1);
    assertThat(server.pages).hasSize(11);
    passSeconds(2);
    server.lastPage().answer(200, list(5));
    for (int i = 0; i <= 10; i++) {
      server.lastStream().lose();
      passSeconds(1);
    }
    assertThat(server.streams).hasSize(11);
    assertThat(count(loops, LoopCount.WATCHES_BROKEN)).isEqualTo(1);
    assertThat(count(loops, LoopCount.WATCH_FAILURES)).isZero();
  }

  @Test
  void aRefusedWatchIsCountedAndListedAgain() {
    TimedWatchLoops loops = started();
    server.lastPage().answer(200, list(5));
    server.lastStream().refuse(403, "{\"kind\":\"Status\",\"message\":\"may not\",\"code\":403}");
    passSeconds(2);

    assertThat(heard.said).containsExactly("1 watches from 5", "1 watch: may not");
    assertThat(count(loops, LoopCount.WATCH_FAILURES)).isEqualTo(1);
    assertThat(count(loops, LoopCount.WATCHES)).isZero();
    assertThat(server.pages).hasSize(2);
  }

  @Test
  void aWatchThatCannotBeOpenedIsAFailureToo() {
    TimedWatchLoops loops = started();
    server.lastPage().answer(200, list(5));
    server.lastStream().breakOff("cannot connect");

    assertThat(heard.said).contains("1 watch: cannot connect");
    assertThat(count(loops, LoopCount.WATCH_FAILURES)).isEqualTo(1);
  }

  @Test
  void anErrorEventEndsTheWatch() {
    TimedWatchLoops loops = watching();
    server
        .lastStream()
        .send(
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,"
                + "\"message\":\"too old resource version\"}}",
            event("ADDED", "late", 9));
    assertThat(heard.said)
        .containsExactly("1 ERROR @", "1 broke: too old resource version", "1 ended");
    assertThat(server.lastStream().cancelled).isTrue();
    passSeconds(2);

    assertThat(server.pages).hasSize(2);
    assertThat(count(loops, LoopCount.EVENTS_ERROR)).isEqualTo(1);
    assertThat(count(loops, LoopCount.EVENTS_ADDED)).isZero();
  }

  @Test
  void whatCannotBeReadEndsTheWatch() {
    TimedWatchLoops loops = watching();
    server.lastStream().send("no event");
    passSeconds(2);

    assertThat(count(loops, LoopCount.UNREADABLE_ANSWERS)).isEqualTo(1);
    assertThat(server.pages).hasSize(2);
  }

  @Test
  void aWatchOpenFarBeyondItsTimeIsTakenForDead() {
    TimedWatchLoops loops = watching();
    passSeconds(640);

    assertThat(heard.said).contains("1 broke: the server kept it open beyond its time limit");
    assertThat(count(loops, LoopCount.WATCHES_BROKEN)).isEqualTo(1);
  }

  @Test
  void onlySoManyListsAreUnderWayAtOnce() {
    loops(100).start(Duration.ZERO);
    assertThat(server.pages).hasSize(TimedWatchLoops.LISTS_AT_ONCE);
    server.pages.get(0).answer(200, list(5));
    server.pages.get(1).fail("connection refused");

    assertThat(server.pages).hasSize(TimedWatchLoops.LISTS_AT_ONCE + 2);
  }

  @Test
  void theRampSpreadsTheStarts() {
    loops(10).start(Duration.ofSeconds(20));
    assertThat(server.pages).hasSize(1);
    passSeconds(9);
    assertThat(server.pages).hasSize(5);
    passSeconds(9);
    assertThat(server.pages).hasSize(10);
  }

  @Test
  void timeToEstablishRunsFromTheLoopsOwnStart() {
    TimedWatchLoops loops = loops(2);
    loops.start(Duration.ofSeconds(20));
    passSeconds(10);
    passSeconds(3);
    server.lastPage().answer(200, list(5));
    server.lastStream().open();

    assertThat(loops.all().get(0).establishNs()).isEqualTo(TimedWatchLoop.NOT_ESTABLISHED);
    assertThat(loops.all().get(1).establishNs()).isEqualTo(TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void nothingIsCountedOrAskedAfterTheStop() {
    TimedWatchLoops loops = watching();
    FakeTransport.Stream stream = server.lastStream();
    loops.stop();
    stream.send(event("ADDED", "late", 9)).end();
    passSeconds(1_000);

    assertThat(stream.cancelled).isTrue();
    assertThat(loops.objectEvents()).isZero();
    assertThat(loops.open()).isZero();
    assertThat(server.pages).hasSize(1);
  }
}
