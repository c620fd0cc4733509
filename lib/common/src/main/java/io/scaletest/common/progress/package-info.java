/**
 * The progress line of a run: overwritten in place on a terminal, a plain line now and then
 * elsewhere, and never mixed with log lines.
 */
package io.scaletest.common.progress;
