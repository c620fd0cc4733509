/**
 * The page of a running run: what it shows, and how that reaches those who look. Nobody looks:
 * nothing is read, kept or sent, and no thread runs.
 */
package io.scaletest.common.live;
