/**
 * What a run came to, as data: made once by {@code report.measure}, written out by every renderer
 * (terminal, JSON, Markdown, CSV, JUnit, PerfData, page), so that no two of them can disagree.
 *
 * <p>What a renderer may rely on:
 *
 * <ul>
 *   <li>Everything is immutable and safe for use by many threads; lists are never null.
 *   <li>{@link io.scaletest.report.model.Report#runs} has at least one run; {@link
 *       io.scaletest.report.model.RunResult} is one experiment, of one machine or of many.
 *   <li>All columns of a run are those of its one {@link io.scaletest.report.model.TimeAxis}:
 *       column i of a {@link io.scaletest.report.model.Series}, of {@link
 *       io.scaletest.report.model.Counts} and of the population is the same time. There are at most
 *       600 columns, each 250 ms times a power of two.
 *   <li>Latencies are nanoseconds and may be negative (two clocks). A column holds counts in the
 *       logarithmic bins of {@link io.scaletest.common.latency.Bins}, 2.5 % wide, and the exact
 *       maximum. Columns can be added up, to the bands, the heat map or the CDF of any window:
 *       {@link io.scaletest.common.latency.BinCounts#plus}. Headline figures are exact: {@link
 *       io.scaletest.report.model.Series#total}.
 *   <li>A percentile that the samples do not support is not there. An interval says how sure the
 *       figure of this run is; it never serves to compare runs.
 *   <li>What is not known is empty, not zero: a run without a logger has no {@link
 *       io.scaletest.report.model.WatchView}, one of the original tools no response time. {@link
 *       io.scaletest.report.model.RunResult#unknown} says it for people.
 *   <li>Texts (errors, names, paths) come from files: they may hold anything, markup and control
 *       characters included, and are at most 300 characters; there are at most 50 errors.
 * </ul>
 */
package io.scaletest.report.model;
