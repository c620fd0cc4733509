/**
 * Requests and streams to API servers over HTTP/2, asynchronous, on few connections and few
 * threads. Requests and watches have stream budgets of their own; the time spent waiting for a
 * stream is measured apart. Nothing here retries.
 */
package io.scaletest.kube.transport;
