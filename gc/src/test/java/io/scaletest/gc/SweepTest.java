package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final int PAGE_SIZE = 3;
  private static final ServedKind CONFIGMAPS =
      new ServedKind("", "v1", "configmaps", "configmap", "ConfigMap", List.of("cm"), true);

  private final InMemoryCollection server = new InMemoryCollection(PAGE_SIZE);
  private final List<Long> pausesMs = new ArrayList<>();
  private final List<SweepCount> progress = new ArrayList<>();
  private Set<String> finalizers = Set.of();
  private boolean stopping;

  @Test
  void deletesTheRunsObjectsOfEveryPageAndNoOthers() {
    addRun("a", 8);
    addRun("a-b", 2);
    addRun("c", 4);

    SweepCount count = sweep(Selection.run("a"));

    assertThat(count).isEqualTo(new SweepCount(8, 8, 0, 0, ""));
    assertThat(server.names()).containsExactly("a-b-1", "a-b-2", "c-1", "c-2", "c-3", "c-4");
  }

  @Test
  void allRunsMeansEveryObjectOfThePurpose() {
    addRun("a", 4);
    addRun("b", 1);

    assertThat(sweep(Selection.allRuns()).deleted()).isEqualTo(5);
    assertThat(server.names()).isEmpty();
  }

  @Test
  void aSecondSweepFindsNothing() {
    addRun("a", 4);
    sweep(Selection.run("a"));

    assertThat(sweep(Selection.run("a"))).isEqualTo(SweepCount.NOTHING);
  }

  @Test
  void anObjectThatIsGoneMeanwhileIsCountedApart() {
    addRun("a", 2);
    server.failNext("DELETE a-1", 404);

    assertThat(sweep(Selection.run("a"))).isEqualTo(new SweepCount(2, 1, 1, 0, ""));
  }

  @Test
  void aThrottledDeletionIsSentAgainAfterGrowingPauses() {
    addRun("a", 2);
    server.failNext("DELETE a-2", 429, 429);

    assertThat(sweep(Selection.run("a"))).isEqualTo(new SweepCount(2, 2, 0, 0, ""));
    assertThat(server.asked)
        .containsExactly("GET", "DELETE a-1", "DELETE a-2", "DELETE a-2", "DELETE a-2");
    assertThat(pausesMs).containsExactly(Sweep.RETRY_DELAY_MS, 2 * Sweep.RETRY_DELAY_MS);
  }

  @Test
  void attemptsAreLimited() {
    addRun("a", 2);
    server.failNext("DELETE a-1", 500, 500, 500, 500, 500, 503);

    SweepCount count = sweep(Selection.run("a"));

    assertThat(count)
        .isEqualTo(new SweepCount(2, 1, 0, 1, "cannot delete scaletest/a-1: status 503"));
    assertThat(server.asked.stream().filter("DELETE a-1"::equals)).hasSize(Sweep.MAX_ATTEMPTS);
  }

  @Test
  void aRefusedDeletionIsNotSentAgain() {
    addRun("a", 1);
    server.failNext("DELETE a-1", 403);

    assertThat(sweep(Selection.run("a")).failure())
        .isEqualTo("cannot delete scaletest/a-1: status 403");
    assertThat(pausesMs).isEmpty();
  }

  @Test
  void aThrottledListIsAskedAgain() {
    addRun("a", 1);
    server.failNext("GET", 429);

    assertThat(sweep(Selection.run("a")).deleted()).isEqualTo(1);
  }

  @Test
  void aRefusedListBreaksTheSweepOff() {
    addRun("a", 1);
    server.failNext("GET", 401);

    assertThat(sweep(Selection.run("a")))
        .isEqualTo(new SweepCount(0, 0, 0, 0, "cannot list: status 401"));
  }

  @Test
  void aListThatTheServerHasForgottenBeginsAnew() {
    addRun("a", 7);
    addRun("b", 7);
    SweepCount count = sweep(Selection.run("a"), false, this::forgetAfterFirstPage).run();

    assertThat(count.deleted()).isEqualTo(7);
    assertThat(count.isComplete()).isTrue();
    assertThat(server.names()).hasSize(7);
  }

  @Test
  void aKindThatIsNotServedAnyMoreIsEmpty() {
    addRun("a", 1);
    server.failNext("GET", 404);

    assertThat(sweep(Selection.allRuns())).isEqualTo(SweepCount.NOTHING);
  }

  @Test
  void aDryRunCountsAndDeletesNothing() {
    addRun("a", 5);

    SweepCount count = sweep(Selection.run("a"), true, progress::add).run();

    assertThat(count).isEqualTo(new SweepCount(5, 0, 0, 0, ""));
    assertThat(server.names()).hasSize(5);
  }

  @Test
  void progressIsToldBetweenPages() {
    addRun("a", 7);

    sweep(Selection.run("a"));

    assertThat(progress).extracting(SweepCount::deleted).containsExactly(3L, 6L);
  }

  @Test
  void aStopIsHeededBetweenPages() {
    addRun("a", 7);
    stopping = true;

    SweepCount count = sweep(Selection.run("a"));

    assertThat(count).isEqualTo(new SweepCount(3, 3, 0, 0, "stopped"));
  }

  @Test
  void whoMayNotListEverywhereSweepsTheToolsNamespace() {
    addRun("a", 7);
    server.failNext("GET", 403);
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);

    assertThat(sweep.run()).isEqualTo(new SweepCount(7, 7, 0, 0, ""));
    assertThat(sweep.note()).isEqualTo("only in namespace scaletest: status 403");
    assertThat(server.asked).filteredOn("GET"::equals).hasSize(1);
  }

  @Test
  void whoMayNotListThereEitherIsToldOfTheFirstRefusal() {
    addRun("a", 1);
    server.failNext("GET", 403);
    server.failNext("GET in namespace scaletest", 401);

    assertThat(sweep(Selection.run("a")).failure()).isEqualTo("cannot list: status 403");
  }

  @Test
  void whatAFinalizerKeepsIsNotDeletedAndIsNamed() {
    addRun("a", 1);
    for (int i = 2; i <= 6; i++) {
      server.add("a-" + i, ",\"finalizers\":[\"example.com/hold\",\"f\"]");
    }
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();

    assertThat(sweep.settle()).isFalse();
    assertThat(sweep.result()).isEqualTo(new SweepCount(6, 1, 0, 0, ""));
    assertThat(sweep.open())
        .isEqualTo(
            "5 are still there: scaletest/a-2 (finalizers: example.com/hold f), scaletest/a-3"
                + " (finalizers: example.com/hold f), scaletest/a-4 (finalizers: example.com/hold"
                + " f) and 2 more");

    for (int i = 2; i <= 6; i++) {
      server.remove("a-" + i);
    }
    assertThat(sweep.settle()).isTrue();
    assertThat(sweep.result()).isEqualTo(new SweepCount(6, 6, 0, 0, ""));
  }

  @Test
  void anObjectThatIsBeingDeletedIsNotDeletedAgain() {
    server.add("a-1", ",\"deletionTimestamp\":\"2020-08-31T14:05:09Z\"");
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();

    assertThat(sweep.settle()).isFalse();
    assertThat(server.asked).containsExactly("GET", "GET");
    assertThat(sweep.open()).isEqualTo("1 is still there: scaletest/a-1 (being deleted)");
  }

  @Test
  void finalizersThatAreNamedAreTakenFromWhatIsBeingDeleted() {
    finalizers = Set.of("x/dead");
    server.add("a-1", ",\"finalizers\":[\"x/dead\"]");
    server.add("a-2", ",\"finalizers\":[\"x/dead\",\"x/alive\"]");
    server.add("a-3", ",\"finalizers\":[\"x/alive\"]");
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();

    assertThat(sweep.settle()).isFalse();
    assertThat(sweep.settle()).isFalse();
    assertThat(server.names()).containsExactly("a-2", "a-3");
    assertThat(server.asked).filteredOn(each -> each.startsWith("PATCH")).hasSize(2);
    assertThat(sweep.open()).contains("2 are still there", "x/alive").doesNotContain("x/dead");
    assertThat(sweep.result()).isEqualTo(new SweepCount(3, 1, 0, 0, ""));
  }

  @Test
  void aFinalizerThatMayNotBeTakenIsSaidAndNotWaitedFor() {
    finalizers = Set.of("x/dead");
    server.add("a-1", ",\"finalizers\":[\"x/dead\"]");
    server.add("a-2");
    server.failNext("PATCH a-1", 403);
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();

    assertThat(sweep.settle()).isTrue();
    assertThat(sweep.result())
        .isEqualTo(
            new SweepCount(2, 1, 0, 0, "cannot take finalizers from scaletest/a-1: status 403"));
  }

  @Test
  void whatWasChangedMeanwhileIsLookedAtAgain() {
    finalizers = Set.of("x/dead");
    server.add("a-1", ",\"finalizers\":[\"x/dead\"]");
    server.failNext("PATCH a-1", 422);
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();

    assertThat(sweep.settle()).isFalse();
    assertThat(server.names()).hasSize(1);
    assertThat(sweep.settle()).isFalse();
    assertThat(server.names()).isEmpty();
    assertThat(sweep.settle()).isTrue();
    assertThat(sweep.result()).isEqualTo(new SweepCount(1, 1, 0, 0, ""));
  }

  @Test
  void whatAnotherObjectControlsIsLeftToItUntilTheFirstLookBack() {
    for (int i = 1; i <= 3; i++) {
      server.add("a-" + i, ",\"ownerReferences\":[{\"controller\":true}]");
    }
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();
    assertThat(server.names()).hasSize(3);
    server.remove("a-1");

    assertThat(sweep.settle()).as("may come back").isFalse();
    assertThat(server.names()).isEmpty();
    assertThat(sweep.settle()).isTrue();
    assertThat(sweep.result()).isEqualTo(new SweepCount(3, 2, 1, 0, ""));
  }

  @Test
  void whatIsNewerThanTheSweepIsLeftAlone() {
    addRun("a", 2);
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();
    server.add("a-9");

    assertThat(sweep.settle()).isTrue();
    assertThat(server.names()).containsExactly("a-9");
  }

  @Test
  void whatCannotBeDeletedIsNotWaitedFor() {
    server.add("a-1", ",\"ownerReferences\":[{\"controller\":true}]");
    server.failNext("DELETE a-1", 403);
    Sweep sweep = sweep(Selection.run("a"), false, progress::add);
    sweep.run();

    assertThat(sweep.settle()).isTrue();
    assertThat(sweep.result())
        .isEqualTo(new SweepCount(1, 0, 0, 1, "cannot delete scaletest/a-1: status 403"));
  }

  @Test
  void theSummaryNamesRunAndCounts() {
    assertThat(
            new SweepCount(126, 123, 2, 1, "x")
                .summary(CONFIGMAPS, Selection.run("0831.1405.7777")))
        .isEqualTo("deleted 123 configmaps of run 0831.1405.7777 (2 were already gone, 1 failed)");
  }

  private void addRun(String runId, int objects) {
    for (int number = 1; number <= objects; number++) {
      server.add(runId + "-" + number);
    }
  }

  private SweepCount sweep(Selection selection) {
    return sweep(selection, false, progress::add).run();
  }

  private Sweep sweep(Selection selection, boolean dryRun, Consumer<SweepCount> progressTo) {
    return new Sweep(server, CONFIGMAPS, selection, dryRun, finalizers, this::pause, progressTo);
  }

  private boolean pause(long ms) {
    if (ms > 0) {
      pausesMs.add(ms);
    }
    return !stopping;
  }

  private void forgetAfterFirstPage(SweepCount count) {
    if (progress.isEmpty()) {
      server.failNext("GET", 410);
    }
    progress.add(count);
  }
}
