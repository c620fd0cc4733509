/** What is done to objects, by the words that rows, latency series, summaries and pages share. */
package io.scaletest.common.operation;
