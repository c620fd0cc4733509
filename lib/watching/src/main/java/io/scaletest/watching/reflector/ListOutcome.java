package io.scaletest.watching.reflector;

/**
 * How a complete list differed from what was known before it.
 *
 * @param first whether it is the watcher's first
 * @param objects how many objects there are
 * @param added objects that were not known
 * @param updated objects known in another version; each missed one event or more
 * @param deleted objects that are gone
 * @param unchanged objects known in this very version; nothing is passed on for them
 * @param blindNs how long no watch had been open when the list was complete; 0 for the first
 */
public record ListOutcome(
    boolean first, int objects, int added, int updated, int deleted, int unchanged, long blindNs) {}
