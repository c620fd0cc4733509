/** The command flunder-logger. */
package io.scaletest.flunderlogger;
