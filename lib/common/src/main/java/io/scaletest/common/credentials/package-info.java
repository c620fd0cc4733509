/**
 * Kubeconfig files that hand a certificate to a client, and files that only their owner may read:
 * for control planes and API servers of our own.
 */
package io.scaletest.common.credentials;
