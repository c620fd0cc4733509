/** Every tool through its jar's command line, against the real control plane. */
package io.scaletest.e2e;
