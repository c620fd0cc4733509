/** What both roles count and time, and how it is told: log lines, metrics, summary. */
package io.scaletest.httperf.measure;
