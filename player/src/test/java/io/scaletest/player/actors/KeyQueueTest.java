package io.scaletest.player.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.actors.ActorListener.Due;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyQueueTest {
  @Test
  void aKeyWaitsOnceFromItsFirstCauseOn() {
    KeyQueue queue = new KeyQueue(2);
    queue.add("a", 10);
    queue.add("a", 20);
    queue.add("b", 30);
    assertThat(queue.depthMax()).isEqualTo(2);
    assertThat(queue.take()).contains(new KeyQueue.Item("a", new Due(10, 10)));
    assertThat(queue.take()).contains(new KeyQueue.Item("b", new Due(30, 30)));
    assertThat(queue.depth()).isZero();
  }

  @Test
  void noTwoWorkersHaveTheSameKey() {
    KeyQueue queue = new KeyQueue(2);
    queue.add("a", 10);
    queue.take();
    queue.add("a", 20);
    queue.add("a", 25);
    assertThat(queue.take()).as("a is out").isEmpty();
    queue.done("a", 40);
    assertThat(queue.take()).contains(new KeyQueue.Item("a", new Due(20, 20)));
  }

  @Test
  void whatWaitsForAWorkerIsFreeWhenOneIs() {
    KeyQueue queue = new KeyQueue(1);
    queue.add("a", 10);
    queue.take();
    queue.add("b", 20);
    assertThat(queue.take()).as("no worker").isEmpty();
    queue.done("a", 70);
    assertThat(queue.take()).contains(new KeyQueue.Item("b", new Due(20, 70)));
    queue.done("b", 90);
    queue.add("c", 100);
    assertThat(queue.take().map(KeyQueue.Item::due)).isEqualTo(Optional.of(new Due(100, 100)));
  }
}
