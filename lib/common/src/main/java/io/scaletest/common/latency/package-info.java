/**
 * What a run measured and whether it counts: latency series, the histogram log, the summary with
 * its table for the screen, and the verdict.
 */
package io.scaletest.common.latency;
