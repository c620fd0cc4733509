/**
 * Processes that outlive the one that starts them: how they are started, recognised later without
 * being mistaken for another one, and ended.
 */
package io.scaletest.controlplane.process;
