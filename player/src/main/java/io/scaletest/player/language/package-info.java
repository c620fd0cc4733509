/** The language of specifications: what may stand where, and a file's text with its places. */
package io.scaletest.player.language;
