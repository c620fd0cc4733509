/** Runs a user's program with the drop-in jar. */
package io.scaletest.measure;
