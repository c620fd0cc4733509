/** What may stand in a URL, as RFC 3986 has it. */
package io.scaletest.wire.url;
