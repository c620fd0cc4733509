/**
 * What every HTTP/2 connection here has in common, client's or server's: how the protocol is
 * negotiated, how the connection is set up, how its frames are read and written. What a connection
 * is for stands elsewhere.
 */
package io.scaletest.http2.connection;
