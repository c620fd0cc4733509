/**
 * Fault injection: which requests and events fail, how often and how. The rest of the server asks
 * here before it answers or sends an event; without a fault that costs one volatile read.
 */
package io.scaletest.embedded.fault;
