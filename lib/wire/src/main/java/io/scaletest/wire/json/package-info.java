/** JSON with the parser alone, where a few fields of a small object are wanted. */
package io.scaletest.wire.json;
