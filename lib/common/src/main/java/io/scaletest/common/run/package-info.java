/**
 * What one run is called and what it leaves behind: run ID, object names, file names, the parameter
 * file, and the options and exit statuses that all drivers share.
 */
package io.scaletest.common.run;
