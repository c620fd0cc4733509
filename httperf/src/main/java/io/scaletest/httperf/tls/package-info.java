/** TLS of both roles: provider, certificate, and the log of secrets that opens a capture. */
package io.scaletest.httperf.tls;
