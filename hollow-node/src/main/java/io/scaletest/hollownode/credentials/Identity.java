package io.scaletest.hollownode.credentials;

/** The user that a node's kubelet authenticates as. */
enum Identity {
  /** All as the user of the kubeconfig, as kubemark does. */
  SHARED,
  /** As {@code system:node:NAME} of {@code system:nodes}, by impersonation headers. */
  IMPERSONATE,
  /** The same, by a client certificate for each node. */
  PER_NODE
}
