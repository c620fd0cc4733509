/** The tool through its jar, with peers that behave and peers that do not. */
package io.scaletest.httperf.jar;
