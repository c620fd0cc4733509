/** An API server that a test plays itself, on a clock that it moves. */
package io.scaletest.hollownode.fake;
