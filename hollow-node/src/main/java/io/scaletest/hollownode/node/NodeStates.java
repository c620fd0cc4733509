package io.scaletest.hollownode.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The state machine of one node: holds the state, and starts, pauses, resumes and stops the node's
 * parts at each transition. Begins powered off. For the thread that holds the lock of the node's
 * loop.
 *
 * <p>Parts are started in the order in which they were added, and stopped and paused in the
 * opposite order, so that what a part uses is there as long as it is.
 */
public final class NodeStates {
  private final List<Member> members = new ArrayList<>(6);
  private NodeState state = NodeState.POWERED_OFF;
  private boolean deregistered;

  /** What a part needs, beside a machine that is on. */
  public enum Need {
    /** Nothing else: it stands still only when the machine is off. */
    MACHINE(NodeState::isOn),
    /** The kubelet's process. */
    KUBELET(NodeState::hasKubelet),
    /** The network, in both directions. */
    NETWORK(NodeState::hasNetwork),
    /** That what the node is sent arrives. */
    INBOUND(NodeState::hasInbound);

    private final Predicate<NodeState> met;

    Need(Predicate<NodeState> met) {
      this.met = met;
    }
  }

  private record Member(NodePart part, Need need) {
    boolean runsIn(NodeState state) {
      return state.isOn() && need.met.test(state);
    }
  }

  /** Adds a part, while the machine is off. */
  public void add(NodePart part, Need need) {
    if (state.isOn()) {
      throw new IllegalStateException("a part was added to a node that is on");
    }
    members.add(new Member(part, need));
  }

  /** Returns the state. */
  public NodeState state() {
    return state;
  }

  /** Tells whether somebody deleted the Node, whatever else is wrong with the node. */
  public boolean isDeregistered() {
    return deregistered;
  }

  /**
   * Goes to another state; to the present one is nothing. A node whose Node was deleted goes to
   * {@link NodeState#DEREGISTERED} where {@link NodeState#UP} is wanted, unless it was off: a
   * kubelet that starts registers.
   */
  public void enter(NodeState wanted) {
    NodeState next = wanted;
    if (wanted == NodeState.DEREGISTERED) {
      deregistered = true;
    } else if (!state.isOn()) {
      deregistered = false;
    } else if (wanted == NodeState.UP && deregistered) {
      next = NodeState.DEREGISTERED;
    }
    NodeState from = state;
    state = next;
    if (!from.isOn() && next.isOn()) {
      members.forEach(member -> member.part().start());
    }
    for (int i = members.size() - 1; i >= 0; i--) {
      leave(members.get(i), from, next);
    }
    for (Member member : members) {
      if (from.isOn() && !member.runsIn(from) && member.runsIn(next)) {
        member.part().resume();
      }
    }
  }

  private static void leave(Member member, NodeState from, NodeState next) {
    if (from.isOn() && !next.isOn()) {
      member.part().stop();
    } else if (next.isOn() && !member.runsIn(next) && (member.runsIn(from) || !from.isOn())) {
      member.part().pause();
    }
  }

  /** Somebody deleted the Node; what else is wrong with the node stays so. */
  public void nodeDeleted() {
    deregistered = true;
    if (state == NodeState.UP) {
      enter(NodeState.DEREGISTERED);
    }
  }

  /** Somebody made the Node again. */
  public void nodeCreated() {
    deregistered = false;
    if (state == NodeState.DEREGISTERED) {
      enter(NodeState.UP);
    }
  }
}
