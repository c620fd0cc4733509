/** fabric8's client over the measured transport, on both servers. */
package io.scaletest.e2e.fabric8;
