/** The server: blocks when they are due, as far as each reader takes them, and a few pages. */
package io.scaletest.httperf.server;
