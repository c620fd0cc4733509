/** Faults of the tools' own code, thrown where a run does its work. */
package io.scaletest.e2e.fault;
