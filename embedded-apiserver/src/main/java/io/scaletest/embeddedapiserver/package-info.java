/** The tool embedded-apiserver: the embedded API server as a process of its own. */
package io.scaletest.embeddedapiserver;
