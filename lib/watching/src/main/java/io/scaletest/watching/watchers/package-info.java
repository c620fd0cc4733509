/**
 * One watcher or thousands, short of the command line: from checked options to rows for each
 * watcher, latencies and a summary.
 */
package io.scaletest.watching.watchers;
