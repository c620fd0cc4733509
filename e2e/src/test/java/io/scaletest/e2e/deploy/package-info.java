/** The manifests of deploy/, as a real control plane takes them. */
package io.scaletest.e2e.deploy;
