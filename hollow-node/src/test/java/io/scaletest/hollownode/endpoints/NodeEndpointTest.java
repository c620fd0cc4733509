package io.scaletest.hollownode.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.kubelet.NodeWatches;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.NodeStates.Need;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeEndpointTest {
  private final FakeApi api = new FakeApi();
  private final NodeContext node =
      OneNode.context(
          api, OneNode.description(OneNode.of("n1", Map.of())), new HollowFigures(), OneNode.PLAIN);
  private NodeEndpoint endpoint;

  @BeforeEach
  void makeNode() {
    api.loop.run(
        () -> {
          HollowKubelet kubelet =
              new HollowKubelet(
                  node,
                  NodeWatches.perNode(true),
                  OneNode.unstaged(api),
                  new SplittableRandom(1),
                  new HollowKubelet.StartListener() {
                    @Override
                    public void waits(HollowKubelet waiting) {}

                    @Override
                    public void ready(HollowKubelet isReady) {}
                  });
          endpoint = new NodeEndpoint(node, kubelet.pods(), Optional::empty);
          node.states().add(endpoint, Need.NETWORK);
        });
  }

  @Test
  void aNodeThatIsOffTakesNoConnectionAndClosesThoseItHad() {
    EmbeddedChannel connection = new EmbeddedChannel();
    assertThat(endpoint.accept(connection)).isFalse();
    OneNode.enter(node, NodeState.UP);
    assertThat(endpoint.accept(connection)).isTrue();
    OneNode.enter(node, NodeState.POWERED_OFF);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aNodeThatIsCutOffOrHangsReadsNothingUntilItIsBack() {
    EmbeddedChannel before = new EmbeddedChannel();
    OneNode.enter(node, NodeState.UP);
    endpoint.accept(before);
    for (NodeState state : new NodeState[] {NodeState.PARTITIONED, NodeState.HUNG}) {
      OneNode.enter(node, state);
      EmbeddedChannel during = new EmbeddedChannel();
      assertThat(endpoint.accept(during)).isTrue();
      assertThat(before.config().isAutoRead()).isFalse();
      assertThat(during.config().isAutoRead()).isFalse();
      OneNode.enter(node, NodeState.UP);
      assertThat(before.config().isAutoRead()).isTrue();
      assertThat(during.config().isAutoRead()).isTrue();
      assertThat(before.isOpen()).isTrue();
    }
  }

  @Test
  void theNodesCountersBeginAnewWhenItIsSwitchedOn() {
    OneNode.enter(node, NodeState.UP);
    long boot = endpoint.sample().bootSecond();
    OneNode.enter(node, NodeState.POWERED_OFF);
    api.advance(Duration.ofMinutes(1));
    OneNode.enter(node, NodeState.UP);
    assertThat(endpoint.sample().bootSecond()).isEqualTo(boot + 60);
    assertThat(endpoint.sample().pods()).isEmpty();
  }
}
