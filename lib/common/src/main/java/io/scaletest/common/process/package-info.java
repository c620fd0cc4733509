/** What programs that tools start say. */
package io.scaletest.common.process;
