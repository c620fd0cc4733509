/**
 * What a tool tells about itself while it runs: Prometheus metrics under the contract's exact
 * names, and the profiling pages, on one small HTTP server.
 */
package io.scaletest.common.metrics;
