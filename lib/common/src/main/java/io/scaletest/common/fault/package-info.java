/**
 * Faults of the program itself, as opposed to requests that fail: whatever runs code of others
 * hands what that code throws to one {@link io.scaletest.common.fault.FaultHandler}, which ends the
 * run.
 */
package io.scaletest.common.fault;
