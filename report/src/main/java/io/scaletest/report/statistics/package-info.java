/**
 * Statistics that no library here has: how sure a figure is, and whether two sets of runs differ.
 */
package io.scaletest.report.statistics;
