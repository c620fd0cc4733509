/** Traces: requests that were made of an API server, in a file that is read as it was written. */
package io.scaletest.player.trace;
