/** A request and its response, independent of the version of HTTP. */
package io.scaletest.embedded.call;
