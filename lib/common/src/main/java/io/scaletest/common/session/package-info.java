/**
 * The frame around the measurement of every tool: progress, process facts, results, clean-up, exit
 * status.
 */
package io.scaletest.common.session;
