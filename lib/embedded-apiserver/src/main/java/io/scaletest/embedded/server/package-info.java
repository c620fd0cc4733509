/** The whole server: the place to start. */
package io.scaletest.embedded.server;
