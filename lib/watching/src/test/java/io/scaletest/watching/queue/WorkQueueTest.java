package io.scaletest.watching.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private static final int KEYS = 7;

  private final WorkQueue<String, Integer> queue = new WorkQueue<>(Integer::sum);

  private WorkQueue.Item<String, Integer> take() throws InterruptedException {
    return queue.take().orElseThrow();
  }

  @Test
  void aKeyAddedAgainWhileItWaitsKeepsItsPlace() throws InterruptedException {
    queue.add("a", 1);
    queue.add("b", 10);
    queue.add("a", 2);
    assertThat(take()).isEqualTo(new WorkQueue.Item<>("a", 3));
    assertThat(take()).isEqualTo(new WorkQueue.Item<>("b", 10));
    assertThat(queue.stats()).isEqualTo(new WorkQueue.Stats(3, 1, 0, 0, 2, 2));
  }

  @Test
  void aKeyAddedWhileAWorkerHasItWaitsForThatWorker() throws InterruptedException {
    queue.add("a", 1);
    take();
    queue.add("a", 2);
    queue.add("b", 5);
    assertThat(take().key()).isEqualTo("b");
    assertThat(queue.stats().depth()).isZero();
    queue.done("a");
    assertThat(take()).isEqualTo(new WorkQueue.Item<>("a", 2));
  }

  @Test
  void aRetryComesBackWithWhatWasNotedMeanwhile() throws InterruptedException {
    var texts = new WorkQueue<String, String>(String::concat);
    texts.add("a", "old");
    WorkQueue.Item<String, String> failed = texts.take().orElseThrow();
    texts.add("a", "+new");
    texts.retry(failed);
    assertThat(texts.take().orElseThrow().notes()).isEqualTo("old+new");
  }

  @Test
  void aClosedQueueHandsOutWhatWaitsAndTakesNothingIn() throws InterruptedException {
    queue.add("a", 1);
    queue.close();
    queue.add("b", 1);
    assertThat(take().key()).isEqualTo("a");
    queue.done("a");
    assertThat(queue.take()).isEmpty();
    assertThat(queue.stats().refused()).isEqualTo(1);
  }

  @Test
  void whoGivesBackWhatItHasNotTakenIsTold() {
    assertThatThrownBy(() -> queue.done("a")).isInstanceOf(IllegalStateException.class);
  }

  /** Against a model that only knows sums: random steps, 300 seeds. */
  @Test
  void losesNoNoteAndGivesNoKeyTwice() throws InterruptedException {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var tested = new WorkQueue<String, Integer>(Integer::sum);
      Map<String, Integer> model = new LinkedHashMap<>();
      Map<String, WorkQueue.Item<String, Integer>> out = new HashMap<>();
      int additions = 0;
      int dequeues = 0;
      int retries = 0;
      for (int step = 0; step < 500; step++) {
        String key = "k" + random.nextInt(KEYS);
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            int note = 1 + random.nextInt(9);
            tested.add(key, note);
            model.merge(key, note, Integer::sum);
            additions++;
          }
          case 2 -> {
            if (model.keySet().stream().anyMatch(waiting -> !out.containsKey(waiting))) {
              WorkQueue.Item<String, Integer> item = tested.take().orElseThrow();
              dequeues++;
              assertThat(out).as("seed %d: key out twice", seed).doesNotContainKey(item.key());
              assertThat(item.notes()).as("seed %d", seed).isEqualTo(model.remove(item.key()));
              out.put(item.key(), item);
            }
          }
          default -> {
            WorkQueue.Item<String, Integer> item = out.remove(key);
            if (item != null && random.nextInt(3) == 0) {
              tested.retry(item);
              model.merge(key, item.notes(), Integer::sum);
              retries++;
            } else if (item != null) {
              tested.done(key);
            }
          }
        }
      }
      long waiting = model.size();
      long coalesced = tested.stats().coalesced();
      // Each addition or retry is a dequeue, waits, or has joined another.
      assertThat(dequeues + waiting)
          .as("seed %d", seed)
          .isBetween(additions - coalesced, additions - coalesced + retries);
    }
  }

  @Test
  void manyWorkersNeverShareAKeyAndSeeEveryNote() throws InterruptedException {
    int producers = 3;
    int notesEach = 20_000;
    var handled = new AtomicLong();
    var dequeues = new AtomicLong();
    var overlaps = new AtomicInteger();
    var busy = new ConcurrentHashMap<String, Boolean>();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(
          new Thread(
              () -> {
                try {
                  for (var item = queue.take(); item.isPresent(); item = queue.take()) {
                    String key = item.get().key();
                    if (busy.putIfAbsent(key, true) != null) {
                      overlaps.incrementAndGet();
                    }
                    handled.addAndGet(item.get().notes());
                    dequeues.incrementAndGet();
                    busy.remove(key);
                    queue.done(key);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    List<Thread> adders = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      var random = new Random(i);
      adders.add(
          new Thread(
              () -> {
                for (int n = 0; n < notesEach; n++) {
                  queue.add("k" + random.nextInt(KEYS), 1);
                }
              }));
    }
    workers.forEach(Thread::start);
    adders.forEach(Thread::start);
    for (Thread adder : adders) {
      adder.join();
    }
    queue.close();
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(handled.get()).isEqualTo((long) producers * notesEach);
    assertThat(overlaps.get()).isZero();
    WorkQueue.Stats stats = queue.stats();
    assertThat(stats.additions() - stats.coalesced()).isEqualTo(dequeues.get());
    assertThat(stats.depthMax()).isLessThanOrEqualTo(KEYS);
  }
}
