/**
 * What Go's {@code net/http/pprof} gave the original's users, by the JVM's means and independent of
 * the server that shows it. The JVM's management and flight recorder classes are loaded when a page
 * needs them, and not before.
 */
package io.scaletest.common.profiling;
