/** Networks of a test's own, for what Kubernetes refuses to do on loopback addresses. */
package io.scaletest.testkit.network;
