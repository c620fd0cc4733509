/**
 * Certificates and keys (RFC 5280, 5958, 7468): read from and written to PEM, made and signed. The
 * JDK has no public means to sign a certificate; here it is a page of DER, without a library.
 */
package io.scaletest.wire.x509;
