/** A whole logger, short of its command line: what cm-logger and flunder-logger share. */
package io.scaletest.watching.logger;
