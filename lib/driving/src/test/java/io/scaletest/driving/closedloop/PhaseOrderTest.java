package io.scaletest.driving.closedloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The order against the contract's sentences, written down a second time and differently: with a
 * queue of objects before each phase instead of counters.
 */
class PhaseOrderTest {
  private record Step(long number, int phase) {}

  /** Edge cases by hand, the rest at random with a fixed seed. */
  static Stream<ClosedLoopPlan> plans() {
    List<ClosedLoopPlan> plans = new ArrayList<>();
    for (boolean createOnly : new boolean[] {false, true}) {
      for (int updates : new int[] {0, 1, 2, 7}) {
        plans.add(plan(300, 100, 1, updates, createOnly));
        plans.add(plan(1_000, 100, 8, updates, createOnly));
        plans.add(plan(100, 3, 16, updates, createOnly)); // maxpop < threads
        plans.add(plan(3, 100, 16, updates, createOnly)); // n < threads
        plans.add(plan(0, 100, 4, updates, createOnly));
        plans.add(plan(1, 1, 1, updates, createOnly));
        plans.add(plan(50, 1_000_000, 3, updates, createOnly)); // all are created first
        plans.add(plan(64, 64, 64, updates, createOnly));
      }
    }
    SplittableRandom random = new SplittableRandom(20_261_121);
    for (int i = 0; i < 400; i++) {
      plans.add(
          plan(
              random.nextInt(400),
              1 + random.nextInt(300),
              1 + random.nextInt(40),
              random.nextInt(6),
              random.nextInt(4) == 0));
    }
    return plans.stream();
  }

  private static ClosedLoopPlan plan(
      long n, long maxpop, int threads, int updates, boolean createOnly) {
    return new ClosedLoopPlan(n, maxpop, threads, 100, updates, createOnly);
  }

  private static List<Step> stepsOf(ClosedLoopPlan plan, int thread) {
    PhaseOrder order = new PhaseOrder(plan, thread);
    List<Step> steps = new ArrayList<>();
    while (order.next()) {
      steps.add(new Step(order.number(), order.phase()));
    }
    return steps;
  }

  @ParameterizedTest
  @MethodSource("plans")
  void theOrderIsTheContracts(ClosedLoopPlan plan) {
    for (int thread = 1; thread <= plan.threads(); thread++) {
      assertThat(stepsOf(plan, thread)).isEqualTo(contractsSteps(plan, thread));
    }
  }

  private static List<Step> contractsSteps(ClosedLoopPlan plan, int t) {
    long threads = plan.threads();
    long t0 = t - 1L;
    long updates = plan.updates();
    long lag = (plan.maxpop() + updates * threads + t0) / ((1 + updates) * threads);
    if (lag < 1) {
      lag = 1;
    }
    int phases = plan.createOnly() ? plan.updates() + 1 : plan.updates() + 2;
    List<Deque<Long>> before = new ArrayList<>();
    for (int phase = 0; phase < phases; phase++) {
      before.add(new ArrayDeque<>());
    }
    long mine = (plan.n() + t0) / threads;
    for (long i = 0; i < mine; i++) {
      before.get(0).add(t + i * threads);
    }
    List<Step> steps = new ArrayList<>();
    for (long left = mine * phases; left > 0; left--) {
      int chosen = 0;
      for (int phase = phases - 1; phase > 0 && chosen == 0; phase--) {
        boolean predecessorDone = before.subList(0, phase).stream().allMatch(Deque::isEmpty);
        boolean ahead = before.get(phase).size() >= lag;
        if (ahead || predecessorDone && !before.get(phase).isEmpty()) {
          chosen = phase;
        }
      }
      long number = before.get(chosen).remove();
      if (chosen + 1 < phases) {
        before.get(chosen + 1).add(number);
      }
      steps.add(new Step(number, chosen));
    }
    return steps;
  }

  @ParameterizedTest
  @MethodSource("plans")
  void everyObjectPassesEveryPhaseOnceAndInOrder(ClosedLoopPlan plan) {
    Map<Long, Integer> nextPhase = new HashMap<>();
    Set<Long> seenByOthers = new HashSet<>();
    for (int thread = 1; thread <= plan.threads(); thread++) {
      for (Step step : stepsOf(plan, thread)) {
        assertThat(seenByOthers).doesNotContain(step.number());
        assertThat(step.phase()).isEqualTo(nextPhase.getOrDefault(step.number(), 0));
        nextPhase.put(step.number(), step.phase() + 1);
      }
      seenByOthers.addAll(nextPhase.keySet());
    }
    assertThat(nextPhase).hasSize((int) plan.n());
    assertThat(nextPhase.values()).allMatch(next -> next == plan.lastPhase() + 1);
    assertThat(nextPhase.keySet()).allMatch(number -> number <= plan.largestNumber());
    assertThat(plan.n() == 0 || nextPhase.containsKey(plan.largestNumber())).isTrue();
  }

  /** Each thread holds what it holds at its worst, as if all were at their worst at once. */
  @ParameterizedTest
  @MethodSource("plans")
  void noMoreObjectsExistThanMaxpopOrThreads(ClosedLoopPlan plan) {
    if (plan.createOnly()) {
      return;
    }
    long worst = 0;
    for (int thread = 1; thread <= plan.threads(); thread++) {
      long exist = 0;
      long most = 0;
      for (Step step : stepsOf(plan, thread)) {
        exist += step.phase() == 0 ? 1 : step.phase() == plan.lastPhase() ? -1 : 0;
        most = Math.max(most, exist);
      }
      worst += most;
    }
    assertThat(worst).isLessThanOrEqualTo(Math.max(plan.maxpop(), plan.threads()));
  }

  /**
   * (3 + t0) / 2 objects: one for the first thread, two for the second. So there is no object 3.
   */
  @Test
  void whereThreadsDoNotDivideTheObjectsTheLastThreadsHaveOneMore() {
    ClosedLoopPlan plan = plan(3, 2, 2, 0, true);
    assertThat(stepsOf(plan, 1)).containsExactly(new Step(1, 0));
    assertThat(stepsOf(plan, 2)).containsExactly(new Step(2, 0), new Step(4, 0));
    assertThat(plan.largestNumber()).isEqualTo(4);
  }

  /** By hand: lag = max(1, (4 + 1*1 + 0) / (2*1)) = 2. */
  @Test
  void aSmallRunByHand() {
    assertThat(stepsOf(plan(3, 4, 1, 1, false), 1))
        .containsExactly(
            new Step(1, 0),
            new Step(2, 0),
            new Step(1, 1),
            new Step(3, 0),
            new Step(2, 1),
            new Step(1, 2),
            new Step(3, 1),
            new Step(2, 2),
            new Step(3, 2));
  }
}
