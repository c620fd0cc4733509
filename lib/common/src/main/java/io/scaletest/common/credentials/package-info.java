/**
 * Certificate authorities, what they sign, and kubeconfig files that hand it to a client: for
 * control planes and API servers of our own. The JDK has no public means to sign a certificate;
 * here it is a page of DER, without a library. Keys stay in memory and in files of mode 0600.
 */
package io.scaletest.common.credentials;
