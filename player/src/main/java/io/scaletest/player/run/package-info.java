/** A workload from its file to an exit status: set-up, measurement, results, clean-up. */
package io.scaletest.player.run;
