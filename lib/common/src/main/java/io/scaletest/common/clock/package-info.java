/**
 * The two clocks: monotonic nanoseconds for every interval, wall time for every stamp that leaves
 * the process. Nothing outside this package reads a clock of the JDK.
 */
package io.scaletest.common.clock;
