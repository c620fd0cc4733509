/**
 * What fabric8's client costs over the measured transport, beside the transport and as it comes.
 */
package io.scaletest.bench.fabric8;
