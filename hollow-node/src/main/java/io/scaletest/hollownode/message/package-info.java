/** A writer of the bodies that hollow nodes send in protobuf. */
package io.scaletest.hollownode.message;
