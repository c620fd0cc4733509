package io.scaletest.player.replay;

import io.scaletest.player.trace.ResourcePath;

/**
 * An object that is to be there before the replay begins.
 *
 * @param path of its resource, without a subresource
 * @param bodyEntry number of the entry that has it whole; {@link #NO_BODY} where none has
 * @param endNs when its life ends, in the recording's time; {@link Long#MAX_VALUE} where its delete
 *     is in the trace, or nothing is known
 */
record NeededObject(ObjectKey key, ResourcePath path, long bodyEntry, long endNs) {
  /** No entry has the object whole. */
  static final long NO_BODY = -1;
}
