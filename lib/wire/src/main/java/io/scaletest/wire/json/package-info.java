/** JSON: a reader to trees on Jackson's parser, and a writer straight to bytes. */
package io.scaletest.wire.json;
