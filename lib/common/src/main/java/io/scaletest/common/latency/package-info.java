/**
 * Latencies: what they are counted in, over a run and by column of time, the histogram log, what
 * series' names tell, and the errors beside them.
 */
package io.scaletest.common.latency;
