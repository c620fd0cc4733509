/** HTTPS with HTTP/2 and HTTP/1.1, client certificates and bearer tokens, on event loops. */
package io.scaletest.embedded.http;
