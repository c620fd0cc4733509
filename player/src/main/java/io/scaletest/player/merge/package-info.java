/** Several traces, or parts of one, in one order. */
package io.scaletest.player.merge;
