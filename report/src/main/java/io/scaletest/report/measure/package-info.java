/** Makes a run's figures of what its files hold, in one pass over each and in bounded memory. */
package io.scaletest.report.measure;
