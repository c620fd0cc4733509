/** What is HTTP's own, whichever library speaks it. */
package io.scaletest.wire.http;
