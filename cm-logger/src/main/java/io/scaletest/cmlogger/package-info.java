/** The command cm-logger. */
package io.scaletest.cmlogger;
