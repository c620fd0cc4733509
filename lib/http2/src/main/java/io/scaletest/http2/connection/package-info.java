/**
 * What every HTTP/2 connection here has in common, client's or server's: how it is set up, how its
 * frames are read and written. What a connection is for stands elsewhere.
 */
package io.scaletest.http2.connection;
