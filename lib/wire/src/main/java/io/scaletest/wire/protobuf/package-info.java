/**
 * Protobuf's encoding, read and written field by field, the API server's envelope, and the one
 * table of the API's messages: which field has which number.
 */
package io.scaletest.wire.protobuf;
