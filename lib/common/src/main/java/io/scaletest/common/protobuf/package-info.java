/** Writing of protobuf's wire format, by field numbers and without generated code. */
package io.scaletest.common.protobuf;
