/**
 * What an asynchronous list and watch is made of, whoever does it: one thing at a time, an open
 * answer and its lines, time limits, delays before another attempt.
 */
package io.scaletest.watching.steps;
