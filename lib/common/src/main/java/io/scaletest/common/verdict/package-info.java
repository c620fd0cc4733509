/**
 * Whether a run's numbers count: was it measured well, and was the load carried. Each fact is that
 * of the measured window alone, and each finding names the side that it is about.
 */
package io.scaletest.common.verdict;
