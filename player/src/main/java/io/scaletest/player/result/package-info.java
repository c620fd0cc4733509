/** What a workload came to, by phase and flow, and whether it met its limits. */
package io.scaletest.player.result;
