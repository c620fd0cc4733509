/** JSON as trees of maps and lists, read by a streaming parser and written straight to bytes. */
package io.scaletest.embedded.json;
