/** Ending in order when told to: the first signal asks, the second does not wait. */
package io.scaletest.common.shutdown;
