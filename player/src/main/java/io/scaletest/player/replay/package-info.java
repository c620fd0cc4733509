/** A trace replayed against an API server, on time, and how near that came to the recording. */
package io.scaletest.player.replay;
