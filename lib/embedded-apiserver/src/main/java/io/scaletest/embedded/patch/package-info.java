/** The three kinds of patch: JSON (RFC 6902), merge (RFC 7396), and Kubernetes' strategic merge. */
package io.scaletest.embedded.patch;
