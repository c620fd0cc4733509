/**
 * A few requests to an API server for setting up and looking, by the JDK's own client over
 * HTTP/1.1. Not for load: that is lib/kube's work.
 */
package io.scaletest.controlplane.rest;
