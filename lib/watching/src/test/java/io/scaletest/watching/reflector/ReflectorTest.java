package io.scaletest.watching.reflector;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.steps.FakeTransport;
import io.scaletest.watching.steps.Refusals;
import io.scaletest.watching.timer.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReflectorTest {
  private static final long SEED = 20261121;
  private static final String GONE =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"metadata\":{},\"code\":410,"
          + "\"reason\":\"Expired\",\"message\":\"too old resource version: 5 (900)\"}}";

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final ManualTimers timers = new ManualTimers(ticker);
  private final FakeTransport server = new FakeTransport(ticker);
  private final Heard heard = new Heard();

  /** Keeps what a reflector says, changes as short lines. */
  private static final class Heard implements ChangeListener {
    final List<String> changes = new ArrayList<>();
    final List<Change> full = new ArrayList<>();
    final List<ListOutcome> lists = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<String> retries = new ArrayList<>();
    RuntimeException fault;

    @Override
    public void onChange(Change change) {
      if (fault != null) {
        RuntimeException thrown = fault;
        fault = null;
        throw thrown;
      }
      full.add(change);
      changes.add(
          change.type()
              + " "
              + change.object().key()
              + "@"
              + change.object().resourceVersion()
              + " "
              + change.origin());
    }

    @Override
    public void onListed(ListOutcome outcome) {
      lists.add(outcome);
    }

    @Override
    public void onProblem(String what, long retryInNs) {
      problems.add(what);
    }

    @Override
    public void onRetry(String what, long retryInNs) {
      retries.add(what + " in " + TimeUnit.NANOSECONDS.toSeconds(retryInNs));
    }
  }

  private Reflector started(ListStyle style) {
    var target = new WatchTarget("/api/v1/configmaps", "");
    var reflector =
        new Reflector(
            server,
            target,
            new JsonDecoder("data"),
            style,
            heard,
            timers,
            ticker,
            new Random(SEED),
            faults);
    reflector.start();
    return reflector;
  }

  /** A reflector that has listed {@code a} and {@code b} and watches from version 5. */
  private Reflector watching() {
    Reflector reflector = started(ListStyle.STREAMED);
    server.lastStream().open().send(event("ADDED", "a", 3), event("ADDED", "b", 4), listEnd(5));
    heard.changes.clear();
    return reflector;
  }

  private static String event(String type, String name, long version) {
    return "{\"type\":\"" + type + "\",\"object\":" + object(name, version) + "}";
  }

  private static String object(String name, long version) {
    return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
        + name
        + "\",\"namespace\":\"n\",\"uid\":\"u-"
        + name
        + "\",\"resourceVersion\":\""
        + version
        + "\"},\"data\":{\"key1\":\"0\"}}";
  }

  private static String bookmark(long version) {
    return "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"ConfigMap\",\"metadata\":"
        + "{\"resourceVersion\":\""
        + version
        + "\",\"creationTimestamp\":null}}}";
  }

  private static String listEnd(long version) {
    return "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"ConfigMap\",\"metadata\":"
        + "{\"resourceVersion\":\""
        + version
        + "\",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}";
  }

  private static String page(String version, String next, String... objects) {
    return "{\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\",\"continue\":\""
        + next
        + "\"},\"items\":["
        + String.join(",", objects)
        + "]}";
  }

  private void passSeconds(long seconds) {
    timers.advanceNs(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void streamsTheFirstListAsTheBeginningOfTheWatch() {
    Reflector reflector = started(ListStyle.STREAMED);
    assertThat(server.lastStream().path)
        .matches(
            "/api/v1/configmaps\\?watch=true&allowWatchBookmarks=true&timeoutSeconds=[345]\\d\\d"
                + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

    server.lastStream().open().send(event("ADDED", "a", 3), event("ADDED", "b", 4));
    assertThat(heard.changes).isEmpty();
    server.lastStream().send(listEnd(5), event("MODIFIED", "a", 6), event("DELETED", "b", 7));

    assertThat(heard.changes)
        .containsExactlyInAnyOrder(
            "ADDED n/a@3 FIRST_LIST",
            "ADDED n/b@4 FIRST_LIST",
            "UPDATED n/a@6 WATCH",
            "DELETED n/b@7 WATCH");
    assertThat(reflector.objects()).isEqualTo(1);
    assertThat(reflector.counts().byName())
        .containsEntry("lists", 1L)
        .containsEntry("relists", 0L)
        .containsEntry("initialEvents", 2L)
        .containsEntry("eventsAdded", 0L)
        .containsEntry("eventsModified", 1L)
        .containsEntry("eventsDeleted", 1L)
        .containsEntry("bookmarks", 1L);
  }

  @Test
  void readsEventsHoweverTheChunksAreCut() {
    watching();
    String text =
        event("ADDED", "ü", 6) + "\n" + event("MODIFIED", "a", 7) + "\n" + bookmark(8) + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> whole = List.of("ADDED n/ü@6 WATCH", "UPDATED n/a@7 WATCH");
    for (int cut = 0; cut <= bytes.length; cut++) {
      var once = new ReflectorTest();
      once.watching();
      once.server.lastStream().sendBytes(Arrays.copyOfRange(bytes, 0, cut));
      once.server.lastStream().sendBytes(Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(once.heard.changes).as("cut at byte %d", cut).isEqualTo(whole);
      once.server.lastStream().end();
      assertThat(once.server.lastStream().path).contains("&resourceVersion=8");
    }
    for (byte single : bytes) {
      server.lastStream().sendBytes(new byte[] {single});
    }
    assertThat(heard.changes).isEqualTo(whole);
  }

  @Test
  void goesOnFromTheLastBookmarkWhenTheServerEndsAWatch() {
    Reflector reflector = watching();
    passSeconds(300);
    server.lastStream().send(bookmark(77));
    server.lastStream().end();
    assertThat(server.lastStream().path).endsWith("&resourceVersion=77");
    server.lastStream().open().send(event("MODIFIED", "a", 80));
    server.lastStream().end();
    assertThat(server.lastStream().path).endsWith("&resourceVersion=80");
    assertThat(reflector.counts().byName())
        .containsEntry("reconnects", 1L)
        .containsEntry("relists", 0L)
        .containsEntry("bookmarks", 2L);
    assertThat(heard.problems).isEmpty();
  }

  @Test
  void asksForDifferentTimeLimitsOfFiveToTenMinutes() {
    watching();
    var limits = new ArrayList<Integer>();
    for (int i = 0; i < 200; i++) {
      server.lastStream().open().send(bookmark(100 + i));
      server.lastStream().end();
      String path = server.lastStream().path;
      limits.add(Integer.valueOf(path.replaceAll(".*timeoutSeconds=(\\d+).*", "$1")));
    }
    assertThat(limits).allMatch(limit -> limit >= 300 && limit <= 599);
    assertThat(limits.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void aBrokenWatchGoesOnAndAServerOutOfReachIsListedAfterGrowingBoundedDelays() {
    Reflector reflector = watching();
    server.lastStream().breakOff("connection reset");
    var delaysNs = new ArrayList<Long>();
    for (int i = 0; i < 12; i++) {
      int before = server.streams.size();
      long brokenNs = ticker.nanos();
      while (server.streams.size() == before) {
        timers.advanceNs(TimeUnit.MILLISECONDS.toNanos(100));
      }
      delaysNs.add(ticker.nanos() - brokenNs);
      assertThat(server.lastStream().path)
          .contains(i == 0 ? "&resourceVersion=5" : "&sendInitialEvents=true");
      server.lastStream().breakOff("connection refused");
    }
    assertThat(delaysNs.get(0)).isBetween(800_000_000L, 1_700_000_000L);
    assertThat(delaysNs.get(3)).isBetween(6_400_000_000L, 12_900_000_000L);
    assertThat(delaysNs).allMatch(delay -> delay <= 30_100_000_000L);
    assertThat(delaysNs.subList(8, 12)).allMatch(delay -> delay >= 29_900_000_000L);
    assertThat(reflector.counts().byName())
        .containsEntry("connectionFailures", 13L)
        .containsEntry("relists", 0L);
    assertThat(heard.problems.get(0))
        .isEqualTo("watch of /api/v1/configmaps failed: connection reset");
  }

  @Test
  void anEventMakesTheNextDelayShortAgain() {
    watching();
    for (int i = 0; i < 6; i++) {
      server.lastStream().breakOff("connection refused");
      passSeconds(31);
    }
    server.lastStream().open().send(listEnd(8), event("MODIFIED", "a", 9));
    server.lastStream().breakOff("connection reset");
    int before = server.streams.size();
    passSeconds(2);
    assertThat(server.streams).hasSize(before + 1);
  }

  @Test
  void aWatchThatEndsAtOnceIsNotReopenedAtOnce() {
    watching();
    server.lastStream().end();
    int before = server.streams.size();
    server.lastStream().open().end();
    assertThat(server.streams).hasSize(before);
    passSeconds(2);
    assertThat(server.streams).hasSize(before + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goneLeadsToANewListWhoseDifferencesArePassedOn(boolean asHttpStatus) {
    Reflector reflector = watching();
    server.lastStream().breakOff("connection reset");
    passSeconds(2);
    if (asHttpStatus) {
      server.lastStream().refuse(410, "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}");
    } else {
      server.lastStream().open().send(GONE);
    }
    assertThat(server.lastStream().path).contains("sendInitialEvents=true");
    server.lastStream().open().send(event("ADDED", "a", 30), event("ADDED", "c", 31), listEnd(32));

    assertThat(heard.changes)
        .containsExactlyInAnyOrder(
            "UPDATED n/a@30 RELIST", "ADDED n/c@31 RELIST", "DELETED n/b@4 RELIST");
    ListOutcome outcome = heard.lists.get(1);
    assertThat(outcome)
        .isEqualTo(new ListOutcome(false, 2, 1, 1, 1, 0, TimeUnit.SECONDS.toNanos(2)));
    assertThat(reflector.counts().byName())
        .containsEntry("gone410", 1L)
        .containsEntry("lists", 2L)
        .containsEntry("relists", 1L)
        .containsEntry("relistAdds", 1L)
        .containsEntry("relistUpdates", 1L)
        .containsEntry("relistDeletes", 1L);
  }

  @Test
  void anObjectListedAgainInTheSameVersionIsNoChange() {
    watching();
    server.lastStream().send(GONE);
    server.lastStream().open().send(event("ADDED", "a", 3), event("ADDED", "b", 4), listEnd(40));
    assertThat(heard.changes).isEmpty();
    assertThat(heard.lists.get(1).unchanged()).isEqualTo(2);
  }

  @Test
  void anObjectMadeAnewUnderItsOldNameIsAChange() {
    watching();
    server.lastStream().send(GONE);
    String anew = event("ADDED", "a", 3).replace("u-a", "u-anew");
    server.lastStream().open().send(anew, event("ADDED", "b", 4), listEnd(40));
    assertThat(heard.changes).containsExactly("UPDATED n/a@3 RELIST");
  }

  @Test
  void goneAgainRightAfterAListWaits() {
    watching();
    server.lastStream().send(GONE);
    int lists = server.streams.size();
    server.lastStream().open().send(listEnd(40));
    server.lastStream().send(GONE.replace("900", "901"));
    // The streamed list's own end counts as life; only a 410 with nothing in between waits.
    assertThat(server.streams).hasSize(lists + 1);
    server.lastStream().open().send(GONE);
    assertThat(server.streams).hasSize(lists + 1);
    passSeconds(2);
    assertThat(server.streams).hasSize(lists + 2);
  }

  @Test
  void fallsBackToPagesWhereTheServerDoesNotStreamLists() {
    Reflector reflector = started(ListStyle.STREAMED);
    server
        .lastStream()
        .refuse(
            422, "{\"kind\":\"Status\",\"code\":422,\"reason\":\"Invalid\",\"message\":\"no\"}");
    assertThat(server.lastPage().path).isEqualTo("/api/v1/configmaps?limit=500");
    server.lastPage().answer(200, page("9", "to/ken=", object("a", 3)));
    assertThat(server.lastPage().path)
        .isEqualTo("/api/v1/configmaps?limit=500&continue=to%2Fken%3D");
    server.lastPage().answer(200, page("9", "", object("b", 4)));

    assertThat(server.lastStream().path).endsWith("&resourceVersion=9");
    assertThat(heard.changes)
        .containsExactlyInAnyOrder("ADDED n/a@3 FIRST_LIST", "ADDED n/b@4 FIRST_LIST");
    assertThat(reflector.counts().byName())
        .containsEntry("listPages", 2L)
        .containsEntry("lists", 1L)
        .containsEntry("reconnects", 0L);

    // Once refused, never asked again.
    server.lastStream().open().send(GONE);
    assertThat(server.pages).hasSize(3);
  }

  @Test
  void fallsBackToPagesWhereAStreamedListNeverEnds() {
    started(ListStyle.STREAMED);
    server.lastStream().open().send(event("ADDED", "a", 3));
    passSeconds(31);
    assertThat(server.pages).isEmpty();
    passSeconds(30);
    assertThat(server.pages).hasSize(1);
    assertThat(server.streams.get(0).cancelled).isTrue();
  }

  @Test
  void anExpiredContinueTokenBeginsTheListAnew() {
    Reflector reflector = started(ListStyle.PAGED);
    server.lastPage().answer(200, page("9", "token", object("a", 3)));
    server.lastPage().answer(410, "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}");
    assertThat(server.lastPage().path).isEqualTo("/api/v1/configmaps?limit=500");
    server.lastPage().answer(200, page("10", "", object("b", 4)));
    assertThat(heard.changes).containsExactly("ADDED n/b@4 FIRST_LIST");
    assertThat(reflector.counts().relists()).isZero();
  }

  @Test
  void obeysRetryAfter() {
    watching();
    server.lastStream().breakOff("connection reset");
    passSeconds(2);
    server
        .lastStream()
        .refuse(
            429,
            "{\"kind\":\"Status\",\"code\":429,\"reason\":\"TooManyRequests\","
                + "\"details\":{\"retryAfterSeconds\":17}}");
    int before = server.streams.size();
    passSeconds(16);
    assertThat(server.streams).hasSize(before);
    passSeconds(2);
    assertThat(server.streams).hasSize(before + 1);
    assertThat(server.lastStream().path).endsWith("&resourceVersion=5");
  }

  @Test
  void a429InPlainTextWaitsAtLeastASecond() {
    Reflector reflector = started(ListStyle.PAGED);
    server.lastPage().answer(429, "Too many requests, please try again later.\n");
    timers.advanceNs(TimeUnit.MILLISECONDS.toNanos(999));
    assertThat(server.pages).hasSize(1);
    passSeconds(2);
    assertThat(server.pages).hasSize(2);
    assertThat(heard.problems.get(0)).contains("429 Too many requests, please try again later.");
    assertThat(reflector.counts().byName()).containsEntry("throttled429", 1L);
  }

  @Test
  void aListThatIsToBeSentAgainIsSentAgainAfterThatTimeAndHasNotFailed() {
    Reflector reflector = started(ListStyle.STREAMED);
    server.lastStream().refuse(429, 7);
    timers.advanceNs(TimeUnit.SECONDS.toNanos(7) - 1);
    assertThat(server.streams).hasSize(1);
    timers.advanceNs(1);
    assertThat(server.streams).hasSize(2);
    assertThat(server.lastStream().path).isEqualTo(server.streams.get(0).path);
    server.lastStream().open().send(event("ADDED", "a", 3), listEnd(5));

    assertThat(reflector.hasListed()).isTrue();
    assertThat(heard.problems).isEmpty();
    assertThat(heard.retries).containsExactly("list of /api/v1/configmaps was answered 429 in 7");
    assertThat(reflector.counts().byName())
        .containsEntry("retries", 1L)
        .containsEntry("throttled429", 1L)
        .containsEntry("refusals", 0L)
        .containsEntry("listFailures", 0L);
  }

  @Test
  void aPageIsSentAgainWithItsToken() {
    Reflector reflector = started(ListStyle.PAGED);
    server.lastPage().answer(200, page("9", "token", object("a", 3)));
    server.lastPage().refuse(503, 120);
    passSeconds(120);
    assertThat(server.lastPage().path).endsWith("&continue=token");
    server.lastPage().lose();
    passSeconds(1);
    server.lastPage().answer(200, page("9", "", object("b", 4)));

    assertThat(server.pages).hasSize(4);
    assertThat(reflector.objects()).isEqualTo(2);
    assertThat(reflector.counts().byName())
        .containsEntry("retries", 2L)
        .containsEntry("throttled429", 0L)
        .containsEntry("connectionFailures", 0L)
        .containsEntry("listFailures", 0L);
  }

  @Test
  void aWatchIsSentAgainTenTimesBeforeItHasFailed() {
    Reflector reflector = watching();
    passSeconds(300);
    server.lastStream().end();
    for (int i = 0; i < 10; i++) {
      int before = server.streams.size();
      server.lastStream().refuse(500, 0);
      passSeconds(0);
      assertThat(server.streams).as("attempt %d", i).hasSize(before + 1);
      assertThat(server.lastStream().path).endsWith("&resourceVersion=5");
    }
    int before = server.streams.size();
    server.lastStream().refuse(500, 0);
    passSeconds(0);

    assertThat(server.streams).hasSize(before);
    assertThat(heard.problems).hasSize(1);
    assertThat(reflector.counts().byName())
        .containsEntry("retries", 10L)
        .containsEntry("refusals", 1L)
        .containsEntry("relists", 0L);
  }

  @Test
  void throttlingNeverLeadsToAnotherList() {
    watching();
    passSeconds(300);
    server.lastStream().end();
    for (int i = 0; i < 10; i++) {
      server.lastStream().refuse(429, "Too many requests");
      passSeconds(31);
      assertThat(server.lastStream().path).endsWith("&resourceVersion=5");
    }
  }

  @Test
  void aServerThatIsDownAtTheStartIsTriedAgainAndSaidSo() {
    Reflector reflector = started(ListStyle.STREAMED);
    server.lastStream().breakOff("connection refused: localhost/127.0.0.1:1");
    assertThat(heard.problems)
        .singleElement()
        .asString()
        .isEqualTo("list of /api/v1/configmaps failed: connection refused: localhost/127.0.0.1:1");
    assertThat(reflector.state()).isEqualTo(Reflector.State.WAITING);
    passSeconds(2);
    assertThat(server.streams).hasSize(2);
    assertThat(reflector.hasListed()).isFalse();
  }

  @Test
  void refusedPermissionIsSaidAndTriedAgain() {
    started(ListStyle.STREAMED);
    server
        .lastStream()
        .refuse(
            403,
            "{\"kind\":\"Status\",\"code\":403,\"reason\":\"Forbidden\",\"message\":\"configmaps is"
                + " forbidden\"}");
    assertThat(heard.problems.get(0))
        .isEqualTo("list of /api/v1/configmaps failed: 403 configmaps is forbidden");
    passSeconds(2);
    assertThat(server.streams).hasSize(2);
  }

  @Test
  void anUnreadableEventLeadsToANewList() {
    Reflector reflector = watching();
    server.lastStream().send("{\"type\":\"ADDED\",\"object\":{\"metadata\"");
    assertThat(reflector.counts().byName()).containsEntry("unreadableAnswers", 1L);
    passSeconds(2);
    assertThat(server.lastStream().path).contains("sendInitialEvents");
  }

  @Test
  void anErrorEventOtherThanGoneGoesOnFromTheSameVersionThreeTimesAtMost() {
    watching();
    String error =
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,\"message\":\"etcd\"}}";
    for (int i = 0; i < Refusals.REWATCH_MAX - 1; i++) {
      server.lastStream().open().send(error);
      passSeconds(31);
      assertThat(server.lastStream().path).endsWith("&resourceVersion=5");
    }
    server.lastStream().open().send(error);
    passSeconds(31);
    assertThat(server.lastStream().path).contains("sendInitialEvents");
  }

  @Test
  void aWatchOpenBeyondItsTimeLimitIsTakenForDead() {
    Reflector reflector = watching();
    passSeconds(660);
    assertThat(server.streams.get(0).cancelled).isTrue();
    assertThat(server.streams.size()).isGreaterThan(1);
    assertThat(reflector.counts().byName()).containsEntry("stalledWatches", 1L);
  }

  @Test
  void countsEventsWhoseVersionDoesNotRise() {
    Reflector reflector = watching();
    server.lastStream().send(event("MODIFIED", "a", 9), event("MODIFIED", "a", 8));
    assertThat(reflector.counts().byName()).containsEntry("outOfOrderEvents", 1L);
  }

  @Test
  void theDeletionOfAnUnknownObjectIsCountedOnly() {
    Reflector reflector = watching();
    server.lastStream().send(event("DELETED", "z", 9));
    assertThat(heard.changes).isEmpty();
    assertThat(reflector.counts().byName()).containsEntry("unknownDeletes", 1L);
  }

  @Test
  void anEventWasReadWhenItsLastByteCame() {
    watching();
    byte[] bytes = (event("MODIFIED", "a", 9) + "\n").getBytes(StandardCharsets.UTF_8);
    server.lastStream().sendBytes(Arrays.copyOfRange(bytes, 0, 10));
    passSeconds(3);
    long lastByteNs = ticker.nanos();
    server.lastStream().sendBytes(Arrays.copyOfRange(bytes, 10, bytes.length));
    assertThat(heard.full.get(heard.full.size() - 1).readNs()).isEqualTo(lastByteNs);
  }

  @Test
  void aFaultOfTheListenerIsHandedOverAndWhatComesAfterwardsIsHandled() {
    Reflector reflector = watching();
    heard.fault = new IllegalStateException("broken");
    server.lastStream().send(event("MODIFIED", "a", 9));
    server.lastStream().send(event("MODIFIED", "b", 10));
    assertThat(heard.changes).containsExactly("UPDATED n/b@10 WATCH");
    assertThat(faults.take()).hasSize(1);
    assertThat(reflector.counts().byName()).containsEntry("reflectorFaults", 1L);
  }

  @Test
  void isSilentAfterClose() {
    Reflector reflector = watching();
    reflector.close();
    server.streams.get(0).send(event("MODIFIED", "a", 9));
    server.streams.get(0).breakOff("closed");
    passSeconds(1_000);
    assertThat(heard.changes).isEmpty();
    assertThat(server.streams).hasSize(1);
    assertThat(server.streams.get(0).cancelled).isTrue();
    assertThat(reflector.state()).isEqualTo(Reflector.State.CLOSED);
  }
}
