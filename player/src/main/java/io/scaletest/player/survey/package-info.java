/** What a trace has in it, for people. */
package io.scaletest.player.survey;
