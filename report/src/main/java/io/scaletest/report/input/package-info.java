/**
 * Reads what the tools (and the original Go tools) leave: rows, latency logs, summaries, parameter
 * files. Streams; never fails on what a file holds, but says what was left out, with its line.
 */
package io.scaletest.report.input;
