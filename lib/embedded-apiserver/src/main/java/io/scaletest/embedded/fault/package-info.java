/**
 * Faults on command: what a server does wrong, when, how often and to whom. The rest of the server
 * asks here before it answers or sends an event; without a fault the question costs one read.
 */
package io.scaletest.embedded.fault;
