/** One request and what becomes of it, whatever the version of HTTP. */
package io.scaletest.embedded.call;
