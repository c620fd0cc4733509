/** Deleting what a run made and did not delete itself; counted apart from what was measured. */
package io.scaletest.driving.cleanup;
