/** How a run is told: a line for each log period, gauges for Prometheus, and the summary. */
package io.scaletest.httperf.report;
