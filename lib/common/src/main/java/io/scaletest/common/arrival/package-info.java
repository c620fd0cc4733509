/**
 * When operations are due: pure sequences of times since the start of a run, made from a rate and a
 * seed. There is no clock and no sleep here, so lateness can never shift a later arrival.
 */
package io.scaletest.common.arrival;
