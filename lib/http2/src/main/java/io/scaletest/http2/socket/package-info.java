/** The platform's sockets, the threads that drive them, and the failures of what is written. */
package io.scaletest.http2.socket;
