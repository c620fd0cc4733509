/** The platform's sockets, and the threads that drive them. */
package io.scaletest.http2.socket;
