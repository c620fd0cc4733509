/** Measures a finished program made with fabric8's client, without a change to it. */
package io.scaletest.dropin;
