/**
 * From a reflector's changes to the contract's rows, metrics and latencies: handlers note each
 * change of an object, a worker takes the notes and records what they come to.
 */
package io.scaletest.watching.changes;
