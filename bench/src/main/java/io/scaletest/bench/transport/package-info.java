/** What the transport costs a client, against a server that answers at once. */
package io.scaletest.bench.transport;
