package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.testkit.clock.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SweepsTest {
  private static final ServedKind CONFIGMAPS =
      new ServedKind("", "v1", "configmaps", "configmap", "ConfigMap", List.of("cm"), true);
  private static final ServedKind PODS =
      new ServedKind("", "v1", "pods", "pod", "Pod", List.of("po"), true);

  private final InMemoryCollection server = new InMemoryCollection(3);
  private final StopSignal stop = new StopSignal();

  private List<String> incompleteAfter(ServedKind... kinds) {
    return new Sweeps(
            server, Selection.run("a"), false, Set.of(), Duration.ZERO, stop, new ManualTicker())
        .run(List.of(kinds));
  }

  @Test
  void whatGoesAtOnceNeedsNoWait() {
    server.add("a-1");

    assertThat(incompleteAfter(PODS, CONFIGMAPS)).isEmpty();
    assertThat(server.names()).isEmpty();
    assertThat(server.asked).containsExactly("GET", "DELETE a-1", "GET");
  }

  @Test
  void whatAFinalizerKeepsIsIncomplete() {
    server.add("a-1", ",\"finalizers\":[\"f\"]");

    assertThat(incompleteAfter(CONFIGMAPS)).containsExactly("configmaps");
  }

  @Test
  void whatItsControllerMakesAnewIsIncomplete() {
    server.addComingBack("a-1");

    assertThat(incompleteAfter(CONFIGMAPS)).containsExactly("configmaps");
  }

  @Test
  void withoutAnAnswerNothingMoreIsAsked() {
    server.failNext("GET", 0);

    assertThat(incompleteAfter(CONFIGMAPS, CONFIGMAPS)).containsExactly("configmaps");
    assertThat(server.asked).containsExactly("GET");
  }

  @Test
  void aServerThatIsGoneBeforeTheLookBackLeavesEverythingOpen() {
    server.add("a-1");
    server.failLater("GET", 1, 0);

    assertThat(incompleteAfter(CONFIGMAPS)).containsExactly("configmaps");
  }

  @Test
  void aStopEndsTheSweeps() {
    server.add("a-1", ",\"finalizers\":[\"f\"]");
    stop.request(CommonExit.INTERRUPTED);

    incompleteAfter(CONFIGMAPS, CONFIGMAPS);
    assertThat(server.asked).containsExactly("GET", "DELETE a-1", "GET");
  }
}
