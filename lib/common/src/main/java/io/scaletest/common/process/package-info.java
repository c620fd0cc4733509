/** The limits of this process, and what programs that tools start say. */
package io.scaletest.common.process;
