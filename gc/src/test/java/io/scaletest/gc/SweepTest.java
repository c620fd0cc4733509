package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final int PAGE_SIZE = 3;

  private final InMemoryCollection server = new InMemoryCollection(PAGE_SIZE);
  private final List<Long> pausesMs = new ArrayList<>();
  private final List<SweepCount> progress = new ArrayList<>();
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

    assertThat(count).isEqualTo(new SweepCount(2, 1, 0, 1, "cannot delete a-1: status 503"));
    assertThat(server.asked.stream().filter("DELETE a-1"::equals)).hasSize(Sweep.MAX_ATTEMPTS);
  }

  @Test
  void aRefusedDeletionIsNotSentAgain() {
    addRun("a", 1);
    server.failNext("DELETE a-1", 403);

    assertThat(sweep(Selection.run("a")).failure()).isEqualTo("cannot delete a-1: status 403");
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
    server.failNext("GET", 403);

    assertThat(sweep(Selection.run("a")))
        .isEqualTo(new SweepCount(0, 0, 0, 0, "cannot list: status 403"));
  }

  @Test
  void aListThatTheServerHasForgottenBeginsAnew() {
    addRun("a", 7);
    addRun("b", 7);
    SweepCount count =
        new Sweep(
                server,
                ResourceKind.CONFIGMAPS,
                Selection.run("a"),
                false,
                this::pause,
                this::forgetAfterFirstPage)
            .run(InMemoryCollection.PATH);

    assertThat(count.deleted()).isEqualTo(7);
    assertThat(count.isComplete()).isTrue();
    assertThat(server.names()).hasSize(7);
  }

  @Test
  void anUnknownCollectionIsEmpty() {
    SweepCount count =
        new Sweep(
                server,
                ResourceKind.CONFIGMAPS,
                Selection.allRuns(),
                false,
                this::pause,
                progress::add)
            .run("/apis/wardle.k8s.io/v1alpha1/namespaces/scaletest/flunders");

    assertThat(count).isEqualTo(SweepCount.NOTHING);
  }

  @Test
  void aDryRunCountsAndDeletesNothing() {
    addRun("a", 5);

    SweepCount count =
        new Sweep(
                server,
                ResourceKind.CONFIGMAPS,
                Selection.run("a"),
                true,
                this::pause,
                progress::add)
            .run(InMemoryCollection.PATH);

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
  void theSummaryNamesRunAndCounts() {
    assertThat(
            new SweepCount(126, 123, 2, 1, "x")
                .summary(ResourceKind.CONFIGMAPS, Selection.run("0831.1405.7777")))
        .isEqualTo("deleted 123 configmaps of run 0831.1405.7777 (2 were already gone, 1 failed)");
  }

  private void addRun(String runId, int objects) {
    for (int number = 1; number <= objects; number++) {
      server.add(runId + "-" + number);
    }
  }

  private SweepCount sweep(Selection selection) {
    return new Sweep(server, ResourceKind.CONFIGMAPS, selection, false, this::pause, progress::add)
        .run(InMemoryCollection.PATH);
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
