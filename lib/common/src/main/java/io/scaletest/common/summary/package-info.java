/** The result document of a run, for machines as JSON and for people as a table. */
package io.scaletest.common.summary;
