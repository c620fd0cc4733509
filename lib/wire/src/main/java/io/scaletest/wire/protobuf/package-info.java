/** Protobuf's encoding, read and written field by field, and the API server's envelope. */
package io.scaletest.wire.protobuf;
