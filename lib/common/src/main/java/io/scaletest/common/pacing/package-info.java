/**
 * Doing things when they are due: an agenda ordered by due time, and the thread that sleeps until
 * the next entry. The agenda knows no clock; the thread knows nothing of what it does.
 */
package io.scaletest.common.pacing;
