/** The kube-proxy of a node, as the API server sees it. */
package io.scaletest.hollownode.proxy;
