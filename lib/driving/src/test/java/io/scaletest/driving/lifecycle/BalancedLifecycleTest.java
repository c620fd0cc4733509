package io.scaletest.driving.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.driving.FakeLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BalancedLifecycleTest {
  private static final List<String> SERVERS = List.of("https://a", "https://b", "https://c");

  private final ObjectLifecycle spread =
      BalancedLifecycle.perThread(new FakeLifecycle(), SERVERS, 4);

  private static String serverOf(ApiRequest request) {
    return request.base().map(base -> base.substring(base.length() - 1)).orElse("none");
  }

  @Test
  void aThreadsObjectsAllGoToItsServer() {
    // Threads 1 to 4 have the servers a, b, c, a; object 5 is thread 1's again.
    assertThat(LongStream.rangeClosed(1, 9).mapToObj(i -> serverOf(spread.create(i, 0))))
        .containsExactly("a", "b", "c", "a", "a", "b", "c", "a", "a");
  }

  @Test
  void everyRequestOfAnObjectGoesToTheSameServer() {
    assertThat(spread.create(7, 0).base()).isEqualTo(Optional.of("https://c"));
    assertThat(spread.update(7, 1, 0).base()).isEqualTo(Optional.of("https://c"));
    assertThat(spread.delete(7).base()).isEqualTo(Optional.of("https://c"));
    assertThat(spread.name(7)).isEqualTo("object-7");
  }
}
