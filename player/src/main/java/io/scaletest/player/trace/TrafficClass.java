package io.scaletest.player.trace;

import java.util.Locale;

/**
 * Whose traffic a request is, so that a replay can leave out what the target's own components send.
 * The order of the constants is that of the format: new ones come last.
 */
public enum TrafficClass {
  /** Of clients: everything that is none of the others. */
  CLIENT,
  /** Of the control plane's controllers, its scheduler and its API servers. */
  CONTROLLER,
  /** Of kubelets and kube-proxies. */
  NODE,
  /** Leases, whoever holds them. */
  LEASE,
  /** Events, whoever tells them. */
  EVENT,
  /** Statuses of nodes and pods. */
  STATUS,
  /** Tokens, certificates, and questions who may do what. */
  CREDENTIAL,
  /** Exec, attach, port-forward, proxy and logs: what a node streams. */
  STREAM,
  /** Of no resource: discovery, health, metrics. */
  NON_RESOURCE;

  /** Returns the name that people see: {@code non-resource}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
