/** Images and manifests, proven by real pods on a real node. */
package io.scaletest.e2e.pods;
