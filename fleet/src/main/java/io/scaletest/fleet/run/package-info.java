/** A run of a fleet from its specification to its merged results. */
package io.scaletest.fleet.run;
