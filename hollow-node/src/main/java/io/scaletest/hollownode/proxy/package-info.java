/** The kube-proxy of a node, as the API server sees it: four watches and one event. */
package io.scaletest.hollownode.proxy;
