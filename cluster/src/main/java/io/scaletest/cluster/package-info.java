/**
 * A hollow cluster by one command: a real control plane as processes of this machine, and hollow
 * nodes that have joined it.
 */
package io.scaletest.cluster;
