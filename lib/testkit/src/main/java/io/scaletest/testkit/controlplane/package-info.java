/** A real Kubernetes control plane for tests: one for all of a JVM's tests. */
package io.scaletest.testkit.controlplane;
