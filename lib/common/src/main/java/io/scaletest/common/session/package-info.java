/**
 * The frame around one measurement of any tool: progress, facts, results, clean-up, exit status.
 */
package io.scaletest.common.session;
