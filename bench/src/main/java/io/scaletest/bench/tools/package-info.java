/**
 * Whole tools, through the launcher, against a server: what they cost and how punctual they are.
 * All figures of a table come from one run on one machine.
 */
package io.scaletest.bench.tools;
