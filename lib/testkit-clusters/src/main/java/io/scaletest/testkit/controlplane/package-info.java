/**
 * Clusters for tests, one for all of a JVM's tests: a real Kubernetes control plane, and the
 * embedded API server.
 */
package io.scaletest.testkit.controlplane;
