/** What all loops have in common, for the loops themselves and for those that report on one. */
package io.scaletest.driving.loop;
