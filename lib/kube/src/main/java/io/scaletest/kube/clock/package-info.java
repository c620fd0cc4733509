/** Compares the API server's clock with a run's own. */
package io.scaletest.kube.clock;
