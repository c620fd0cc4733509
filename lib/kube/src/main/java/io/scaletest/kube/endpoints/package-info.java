/** Finds the addresses of every API server of a cluster. */
package io.scaletest.kube.endpoints;
