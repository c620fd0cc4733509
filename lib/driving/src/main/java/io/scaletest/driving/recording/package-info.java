/** What becomes of a completed request: a row, latencies, counts. */
package io.scaletest.driving.recording;
