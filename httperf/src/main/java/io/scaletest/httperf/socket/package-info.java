/** Sockets of both roles: how they are driven, what the kernel tells, and peers that are silent. */
package io.scaletest.httperf.socket;
