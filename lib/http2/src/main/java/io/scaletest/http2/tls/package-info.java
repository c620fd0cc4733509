/** What TLS says about the protocol inside it. */
package io.scaletest.http2.tls;
