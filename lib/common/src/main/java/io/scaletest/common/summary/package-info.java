/** What a run came to, for machines as JSON and for people as a table. */
package io.scaletest.common.summary;
