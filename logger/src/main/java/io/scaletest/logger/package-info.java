/** The command logger. */
package io.scaletest.logger;
