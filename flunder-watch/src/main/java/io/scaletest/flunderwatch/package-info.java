/** The command flunder-watch. */
package io.scaletest.flunderwatch;
