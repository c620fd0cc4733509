/**
 * Protobuf's encoding, read and written field by field, the API server's envelope, and Kubernetes'
 * objects in it: those that are made over and over by shapes, all others from and to trees by one
 * table of the API's messages.
 */
package io.scaletest.wire.protobuf;
