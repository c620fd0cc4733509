/** The open loop: creations at scheduled times, whatever became of the earlier ones. */
package io.scaletest.driving.openloop;
