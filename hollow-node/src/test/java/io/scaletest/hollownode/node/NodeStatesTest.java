package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.hollownode.node.NodeStates.Need;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeStatesTest {
  private final List<String> heard = new ArrayList<>();
  private final NodeStates states = new NodeStates();

  /** Three parts: the machine's, the kubelet's, the network's, in this order. */
  NodeStatesTest() {
    states.add(new Part("machine"), Need.MACHINE);
    states.add(new Part("kubelet"), Need.KUBELET);
    states.add(new Part("network"), Need.NETWORK);
  }

  private final class Part implements NodePart {
    private final String name;

    Part(String name) {
      this.name = name;
    }

    @Override
    public void start() {
      heard.add(name + " starts");
    }

    @Override
    public void pause() {
      heard.add(name + " pauses");
    }

    @Override
    public void resume() {
      heard.add(name + " resumes");
    }

    @Override
    public void stop() {
      heard.add(name + " stops");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POWERED_OFF,UP,'machine starts,kubelet starts,network starts'",
    "POWERED_OFF,PARTITIONED," + "'machine starts,kubelet starts,network starts,network pauses'",
    "UP,PARTITIONED,'network pauses'",
    "PARTITIONED,UP,'network resumes'",
    "UP,HUNG,'network pauses,kubelet pauses'",
    "HUNG,UP,'kubelet resumes,network resumes'",
    "PARTITIONED,HUNG,'kubelet pauses'",
    "HUNG,PARTITIONED,'kubelet resumes'",
    "UP,SLOW,''",
    "SLOW,PARTITIONED,'network pauses'",
    "UP,SHUTTING_DOWN,''",
    "UP,UP,''",
    "UP,POWERED_OFF,'network stops,kubelet stops,machine stops'",
    "SHUTTING_DOWN,POWERED_OFF,'network stops,kubelet stops,machine stops'",
    "PARTITIONED,POWERED_OFF,'network stops,kubelet stops,machine stops'",
    "HUNG,POWERED_OFF,'network stops,kubelet stops,machine stops'",
    "UP,DEREGISTERED,''",
    "DEREGISTERED,PARTITIONED,'network pauses'"
  })
  void eachTransitionMovesThePartsThatItConcerns(NodeState from, NodeState to, String moves) {
    states.enter(NodeState.UP);
    states.enter(from);
    heard.clear();
    states.enter(to);
    assertThat(states.state()).isEqualTo(to);
    assertThat(String.join(",", heard)).isEqualTo(moves);
  }

  @Test
  void aNodeThatWasDeletedStaysSoUntilItIsMadeAgain() {
    states.enter(NodeState.UP);
    states.nodeDeleted();
    assertThat(states.state()).isEqualTo(NodeState.DEREGISTERED);
    states.enter(NodeState.PARTITIONED);
    states.enter(NodeState.UP);
    assertThat(states.state()).isEqualTo(NodeState.DEREGISTERED);
    states.nodeCreated();
    assertThat(states.state()).isEqualTo(NodeState.UP);
  }

  @Test
  void aKubeletThatIsStartedAgainRegistersAgain() {
    states.enter(NodeState.UP);
    states.nodeDeleted();
    states.enter(NodeState.POWERED_OFF);
    states.enter(NodeState.UP);
    assertThat(states.isDeregistered()).isFalse();
    assertThat(states.state()).isEqualTo(NodeState.UP);
  }

  @Test
  void theDeletionOfItsNodeDoesNotEndWhatIsWrongWithANode() {
    states.enter(NodeState.UP);
    states.enter(NodeState.SLOW);
    states.nodeDeleted();
    assertThat(states.state()).isEqualTo(NodeState.SLOW);
    assertThat(states.isDeregistered()).isTrue();
  }

  @Test
  void partsAreNotAddedToANodeThatIsOn() {
    states.enter(NodeState.UP);
    assertThatThrownBy(() -> states.add(new Part("late"), Need.MACHINE))
        .isInstanceOf(IllegalStateException.class);
  }
}
