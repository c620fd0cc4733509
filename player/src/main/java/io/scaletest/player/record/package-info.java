/**
 * From the audit logs of API servers to a trace: reading, unwrapping, scrubbing, merging of stages
 * and servers.
 */
package io.scaletest.player.record;
