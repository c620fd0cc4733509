package io.scaletest.hollownode.credentials;

/** As whom a node's kubelet speaks to the API server. */
enum Identity {
  /** All as the user of the kubeconfig, as kubemark does. */
  SHARED,
  /** As {@code system:node:NAME} of {@code system:nodes}, by impersonation headers. */
  IMPERSONATE,
  /** The same, by a client certificate for each node. */
  PER_NODE
}
