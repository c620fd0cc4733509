/** Orderly shutdown: the first signal requests it, the second ends the process at once. */
package io.scaletest.common.shutdown;
