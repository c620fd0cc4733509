/** The client: closed loops or an open one over a few connections, timing every block. */
package io.scaletest.httperf.client;
