package io.scaletest.hollownode.node;

/**
 * The states of a node: which of machine, kubelet process and network work. {@link NodeStates}
 * moves the node's parts from one to the other.
 */
public enum NodeState {
  /** The machine is off: nothing runs, nothing is sent or heard, no port is open. */
  POWERED_OFF(false, false, false, false),
  /** Everything works. */
  UP(true, true, true, true),
  /** Everything works, and each request to the API server goes out later. */
  SLOW(true, true, true, true),
  /** Kubelet and containers run on, but nothing gets through to the API server or back. */
  PARTITIONED(true, true, false, false),
  /** Kubelet and containers run on, but nothing that the node sends arrives. */
  PARTITIONED_OUTBOUND(true, true, false, true),
  /** Kubelet and containers run on, but nothing that the node is sent arrives. */
  PARTITIONED_INBOUND(true, true, true, false),
  /** The kubelet's process stands still, the containers run on. */
  HUNG(true, false, false, false),
  /** The machine is about to go off: the kubelet ends its pods. */
  SHUTTING_DOWN(true, true, true, true),
  /** Everything works, but somebody deleted the Node; a kubelet does not make it again. */
  DEREGISTERED(true, true, true, true);

  private final boolean on;
  private final boolean kubelet;
  private final boolean outbound;
  private final boolean inbound;

  NodeState(boolean on, boolean kubelet, boolean outbound, boolean inbound) {
    this.on = on;
    this.kubelet = kubelet;
    this.outbound = outbound;
    this.inbound = inbound;
  }

  /** Tells whether the machine is on. */
  public boolean isOn() {
    return on;
  }

  /** Tells whether the kubelet's process runs. */
  public boolean hasKubelet() {
    return kubelet;
  }

  /** Tells whether the API server and the node's components reach each other. */
  public boolean hasNetwork() {
    return outbound && inbound;
  }

  /** Tells whether what the node's components send arrives. */
  public boolean hasOutbound() {
    return outbound;
  }

  /** Tells whether what they are sent arrives. */
  public boolean hasInbound() {
    return inbound;
  }
}
