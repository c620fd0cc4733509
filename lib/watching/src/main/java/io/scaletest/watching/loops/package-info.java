/**
 * Many independent loops that list, and watch from the list's version for a random time, again and
 * again: docs/adr/0012-timed-watch-loops.md.
 */
package io.scaletest.watching.loops;
