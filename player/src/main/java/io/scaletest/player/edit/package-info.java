/** Traces made of traces: some of their entries, in one order. */
package io.scaletest.player.edit;
