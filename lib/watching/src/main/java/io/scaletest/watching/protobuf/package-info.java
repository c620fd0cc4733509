/**
 * Reads whole objects in the API server's protobuf, and in JSON where a server has no protobuf of
 * them, into what a watcher keeps.
 */
package io.scaletest.watching.protobuf;
