/** Blocking calls at the times of a schedule. */
package io.scaletest.fabric8.due;
